using System.Globalization;
using Tally.Engine.Catalog;
using Tally.Engine.Columns;

namespace Tally.Engine.Connectors.Generation;

/// <summary>Makes up the values of one column, as JSON.</summary>
/// <exception cref="OptionException">The type or an option is not supported; the message names the column.</exception>
sealed class DataGenField
{
    readonly SqlType _type;
    readonly bool _isSequence;
    readonly double _nullRate;
    readonly decimal _min;
    readonly decimal _max;
    readonly int _length;
    readonly long _maxPastMs;

    public DataGenField(Field field, IReadOnlyDictionary<string, string> options)
    {
        string? Option(string name) => options.GetValueOrDefault($"fields.{field.Name}.{name}");
        (Name, _type) = (field.Name, field.Type);
        _isSequence = Option("kind") == "sequence";
        _nullRate = Number(Option("null-rate")) is { } rate ? (double)rate : 0;
        _length = (int)(Number(Option("length"))
            ?? (field.Type.Precision is > 0 and < SqlType.MaxLength && field.Type.IsText ? field.Type.Precision : 100));
        _maxPastMs = Option("max-past") is { } past && Durations.TryParse(past, out var duration) ? (long)duration.TotalMilliseconds : 0;
        var (least, greatest) = Range(field.Type);
        _min = Number(Option(_isSequence ? "start" : "min"))
            ?? (_isSequence ? throw new OptionException($"datagen: fields.{field.Name}.start and .end are needed for a sequence") : least);
        _max = Number(Option(_isSequence ? "end" : "max"))
            ?? (_isSequence ? throw new OptionException($"datagen: fields.{field.Name}.end is needed for a sequence") : greatest);
        if (_max < _min) throw new OptionException($"datagen: column {field.Name} goes from {_min} to {_max}, which is nothing");
        if (_isSequence) SequenceEnd = (long)(_max - _min) + 1;
    }

    public string Name { get; }

    /// <summary>The number of rows after which a sequence is used up; null when the values are random.</summary>
    public long? SequenceEnd { get; }

    /// <summary>The value of a row as JSON.</summary>
    public string Value(long row, ref SplitMix random, DateTimeOffset now)
    {
        if (_isSequence) return Quote((_min + row).ToString(CultureInfo.InvariantCulture), _type.IsText);
        if (_nullRate > 0 && random.NextDouble() < _nullRate) return "null";
        return _type.Kind switch
        {
            TypeKind.Boolean => (random.Next() & 1) == 0 ? "false" : "true",
            TypeKind.Char or TypeKind.VarChar => Quote(Text(ref random), true),
            TypeKind.Float or TypeKind.Double =>
                ((double)_min + random.NextDouble() * (double)(_max - _min)).ToString("R", CultureInfo.InvariantCulture),
            TypeKind.Decimal => Math.Round(_min + (decimal)random.NextDouble() * (_max - _min), _type.Scale, MidpointRounding.ToZero)
                .ToString(CultureInfo.InvariantCulture),
            TypeKind.Date => Quote(now.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), true),
            TypeKind.Time => Quote(now.ToString("HH:mm:ss", CultureInfo.InvariantCulture), true),
            TypeKind.Timestamp => Quote(Past(now, ref random).ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture), true),
            TypeKind.TimestampLtz =>
                Quote(Past(now, ref random).ToString("yyyy-MM-dd HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture), true),
            _ => Quote(random.Between((long)_min, (long)_max).ToString(CultureInfo.InvariantCulture), false),
        };
    }

    DateTimeOffset Past(DateTimeOffset now, ref SplitMix random) =>
        _maxPastMs == 0 ? now : now.AddMilliseconds(-random.Between(0, _maxPastMs));

    string Text(ref SplitMix random)
    {
        const string Digits = "0123456789abcdef";
        var text = new char[_length];
        for (var i = 0; i < text.Length; i++) text[i] = Digits[(int)(random.Next() & 15)];
        return new(text);
    }

    static string Quote(string value, bool quoted) => quoted ? $"\"{value}\"" : value;

    static decimal? Number(string? text) => text is null ? null : decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    static (decimal, decimal) Range(SqlType type) => type.Kind switch
    {
        TypeKind.TinyInt => (sbyte.MinValue, sbyte.MaxValue),
        TypeKind.SmallInt => (short.MinValue, short.MaxValue),
        TypeKind.Int => (int.MinValue, int.MaxValue),
        TypeKind.BigInt => (long.MinValue, long.MaxValue),
        TypeKind.Decimal => (0, (decimal)Math.Pow(10, Math.Min(15, type.Precision - type.Scale)) - 1),
        TypeKind.Float or TypeKind.Double => (0, 1_000_000),
        TypeKind.Boolean or TypeKind.Char or TypeKind.VarChar or TypeKind.Date or TypeKind.Time or TypeKind.Timestamp
            or TypeKind.TimestampLtz => (0, 0),
        _ => throw new OptionException($"datagen makes no values of type {type}"),
    };
}
