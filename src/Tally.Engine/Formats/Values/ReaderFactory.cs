using Tally.Engine.Catalog;
using Tally.Engine.Columns;

namespace Tally.Engine.Formats.Values;

/// <summary>Makes the reader of a field: the scalar types are the same in every format, nested ones are the format's own.</summary>
abstract class ReaderFactory<TSyntax>(TSyntax syntax, bool isScalar) where TSyntax : struct, ISyntax
{
    protected TSyntax Syntax => syntax;

    /// <summary>Whether bare numbers with a fraction are cut to INT and BIGINT.</summary>
    protected virtual bool CutsFractions => false;

    /// <summary>Whether month and day of a date may have one digit.</summary>
    protected virtual bool AllowsShortDates => false;

    /// <summary>Whether spaces around a DECIMAL in text are ignored.</summary>
    protected virtual bool TrimsDecimals => true;

    /// <summary>Whether a TIME needs its seconds.</summary>
    protected virtual bool NeedsSeconds => true;

    /// <summary>How TIMESTAMP and TIMESTAMP_LTZ are written.</summary>
    protected virtual TimestampForm Timestamps(bool hasZone) => new((byte)' ', NeedsSeconds: true, hasZone, Trims: false);

    /// <summary>The reader of a nested type.</summary>
    /// <exception cref="OptionException">The format has no such values.</exception>
    protected abstract FieldReader CreateNested(SqlType type);

    /// <summary>The readers of a decoder's fields.</summary>
    public FieldReader[] Create(DecoderRequest request)
    {
        var readers = new FieldReader[request.Fields.Count];
        for (var i = 0; i < readers.Length; i++) readers[i] = Create(request.Fields[i].Type, request.AsCodes[i]);
        return readers;
    }

    /// <summary>The reader of one type.</summary>
    public FieldReader Create(SqlType type, bool asCodes = false) => type.Kind switch
    {
        TypeKind.Boolean => Fixed<bool, BooleanParser>(type, new()),
        TypeKind.TinyInt => Fixed<int, IntParser>(type, new(sbyte.MinValue, sbyte.MaxValue, false)),
        TypeKind.SmallInt => Fixed<int, IntParser>(type, new(short.MinValue, short.MaxValue, false)),
        TypeKind.Int or TypeKind.IntervalYearMonth => Fixed<int, IntParser>(type, new(int.MinValue, int.MaxValue, CutsFractions)),
        TypeKind.BigInt or TypeKind.IntervalDaySecond => Fixed<long, IntegerParser>(type, new(long.MinValue, long.MaxValue, CutsFractions)),
        TypeKind.Float => Fixed<float, FloatParser>(type, new()),
        TypeKind.Double => Fixed<double, DoubleParser>(type, new()),
        TypeKind.Decimal when type.IsWide => Fixed<Int128, WideDecimalParser>(type, new(type.Precision, type.Scale, TrimsDecimals)),
        TypeKind.Decimal => Fixed<long, DecimalParser>(type, new(type.Precision, type.Scale, TrimsDecimals)),
        TypeKind.Date => Fixed<int, DateParser>(type, new(AllowsShortDates)),
        TypeKind.Time => Fixed<int, TimeParser>(type, new(type.Precision, NeedsSeconds)),
        TypeKind.Timestamp or TypeKind.TimestampLtz => CreateTimestamp(type, Timestamps(type.Kind == TypeKind.TimestampLtz)),
        TypeKind.Char or TypeKind.VarChar =>
            asCodes ? new CodeReader<TSyntax>(type, syntax, isScalar) : new TextReader<TSyntax>(type, syntax),
        TypeKind.Binary or TypeKind.VarBinary => new Base64Reader<TSyntax>(type, syntax),
        _ => CreateNested(type),
    };

    FieldReader CreateTimestamp(SqlType type, TimestampForm form) =>
        type.IsWide
            ? Fixed<Int128, WideTimestampParser>(type, new(form, type.Precision))
            : Fixed<long, TimestampParser>(type, new(form, type.Precision));

    /// <summary>A reader of values of fixed size.</summary>
    protected FixedReader<T, TParser, TSyntax> Fixed<T, TParser>(SqlType type, TParser parser) where T : unmanaged
        where TParser : struct, IValueParser<T> =>
        new(type, parser, syntax, isScalar);
}
