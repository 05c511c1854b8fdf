using System.Globalization;
using System.Text;
using Tally.Engine.Columns;

namespace Tally.Results;

/// <summary>Takes single values out of a batch as objects: long, double, bool, string, <see cref="DecimalValue"/> or null.</summary>
/// <remarks>Times become text as SQL writes them; TIMESTAMP_LTZ on the session's wall clock. Results are few, so boxes do no harm
/// here.</remarks>
public sealed class CellReader(TimeZoneInfo timeZone)
{
    const string Pattern = "yyyy-MM-dd HH:mm:ss.fff";

    // Rows that follow each other often have the same time: the start of their window. Replaced as a whole, as several threads may read.
    LastTime? _last;

    sealed record LastTime(long TimeMs, TypeKind Kind, string Text);

    public object? Read(Column column, SqlType type, int row)
    {
        if (column.IsNull(row)) return null;
        return column switch
        {
            Column<bool> bools => bools[row],
            Column<int> ints => ReadInt(ints[row], type),
            Column<long> longs => ReadLong(longs[row], type),
            Column<Int128> wides =>
                type.Kind == TypeKind.Decimal ? new DecimalValue(wides[row], type.Scale) : Text((long)(wides[row] / 1_000_000), type),
            Column<float> floats => (double)floats[row],
            Column<double> doubles => doubles[row],
            StringColumn strings => type.IsBinary ? Convert.ToBase64String(strings[row]) : Encoding.UTF8.GetString(strings[row]),
            ArrayColumn array => ReadArray(array, type, row),
            RowColumn fields => ReadFields(fields, type, row),
            MapColumn map => ReadMap(map, type, row),
            _ => throw new InvalidOperationException($"no result value for {type}"),
        };
    }

    static object ReadInt(int value, SqlType type) => type.Kind switch
    {
        TypeKind.Date => DistantTime.IsDistant(value * DistantTime.MsPerDay)
            ? DistantTime.DateOf(value)
            : DateTime.UnixEpoch.AddDays(value).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        TypeKind.Time => DateTime.UnixEpoch.AddMilliseconds(value).ToString("HH:mm:ss", CultureInfo.InvariantCulture),
        _ => (long)value,
    };

    object ReadLong(long value, SqlType type) => type.Kind switch
    {
        TypeKind.Decimal => new DecimalValue(value, type.Scale),
        TypeKind.Timestamp or TypeKind.TimestampLtz => Text(value, type),
        _ => value,
    };

    /// <summary>A time in milliseconds as its result text.</summary>
    public string Text(long timeMs, SqlType type)
    {
        var last = _last;
        if (last is not null && last.TimeMs == timeMs && last.Kind == type.Kind) return last.Text;
        var text = Write(timeMs, type);
        _last = new(timeMs, type.Kind, text);
        return text;
    }

    string Write(long timeMs, SqlType type)
    {
        if (DistantTime.IsDistant(timeMs)) return DistantTime.Of(timeMs);
        var time = DateTimeOffset.FromUnixTimeMilliseconds(timeMs);
        return (type.Kind == TypeKind.TimestampLtz ? TimeZoneInfo.ConvertTime(time, timeZone) : time)
            .ToString(Pattern, CultureInfo.InvariantCulture);
    }

    object?[] ReadArray(ArrayColumn array, SqlType type, int row)
    {
        var items = new object?[array.Length(row)];
        for (var i = 0; i < items.Length; i++) items[i] = Read(array.Elements, type.Element!, array.Start(row) + i);
        return items;
    }

    object?[] ReadFields(RowColumn fields, SqlType type, int row) =>
        [.. fields.Fields.Select((field, i) => Read(field, type.Fields[i].Type, row))];

    object?[] ReadMap(MapColumn map, SqlType type, int row)
    {
        var entries = new object?[map.Offsets[row + 1] - map.Offsets[row]];
        var key = type.Kind == TypeKind.Map ? type.Key! : type.Element!;
        var value = type.Kind == TypeKind.Map ? type.Element! : SqlType.Int;
        for (var i = 0; i < entries.Length; i++)
            entries[i] = new[] { Read(map.Keys, key, map.Offsets[row] + i), Read(map.Values, value, map.Offsets[row] + i) };
        return entries;
    }
}
