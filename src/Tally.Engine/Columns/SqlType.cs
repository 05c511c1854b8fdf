using System.Collections.Immutable;

namespace Tally.Engine.Columns;

/// <summary>A SQL type with its nullability, written as Flink writes it.</summary>
/// <remarks>
/// How a value lies in a column, by kind:
/// Boolean → bool; TinyInt, SmallInt, Int → int; Date → int, days since 1970; Time → int, milliseconds of the day; IntervalYearMonth → int,
/// months;
/// BigInt → long; IntervalDaySecond → long, milliseconds; Timestamp and TimestampLtz of precision ≤ 3 → long, milliseconds since 1970
/// (local wall clock, or UTC for Ltz);
/// Timestamp and TimestampLtz of precision > 3 → Int128, nanoseconds since 1970; Float → float; Double → double;
/// Decimal of precision ≤ 18 → long, beyond → Int128, both scaled by 10^Scale;
/// Char, VarChar → <see cref="StringColumn"/> in UTF-8; Binary, VarBinary, Bitmap, Variant → <see cref="StringColumn"/>;
/// Array → <see cref="ArrayColumn"/>; Map, Multiset (value → count, Int) → <see cref="MapColumn"/>; Row → <see cref="RowColumn"/>.
/// </remarks>
public sealed record SqlType(TypeKind Kind, bool Nullable = true)
{
    /// <summary>The length that stands for STRING and BYTES.</summary>
    public const int MaxLength = int.MaxValue;

    /// <summary>The length of CHAR, VARCHAR, BINARY, VARBINARY; the digits of DECIMAL; the fractional digits of TIME and
    /// TIMESTAMP.</summary>
    public int Precision { get; init; }

    /// <summary>The digits of DECIMAL after the point.</summary>
    public int Scale { get; init; }

    /// <summary>The element of ARRAY and MULTISET, the value of MAP.</summary>
    public SqlType? Element { get; init; }

    /// <summary>The key of MAP.</summary>
    public SqlType? Key { get; init; }

    /// <summary>The fields of ROW.</summary>
    public ImmutableArray<Field> Fields { get; init; } = [];

    /// <summary>Whether this column is the time attribute of its stream (it drives the watermark). Not part of the written type.</summary>
    public bool IsTimeAttribute { get; init; }

    /// <summary>Whether this is a processing-time attribute (PROCTIME()).</summary>
    public bool IsProcessingTime { get; init; }

    public static readonly SqlType Boolean = new(TypeKind.Boolean);
    public static readonly SqlType TinyInt = new(TypeKind.TinyInt);
    public static readonly SqlType SmallInt = new(TypeKind.SmallInt);
    public static readonly SqlType Int = new(TypeKind.Int);
    public static readonly SqlType BigInt = new(TypeKind.BigInt);
    public static readonly SqlType Float = new(TypeKind.Float);
    public static readonly SqlType Double = new(TypeKind.Double);
    public static readonly SqlType Date = new(TypeKind.Date);
    public static readonly SqlType String = VarChar(MaxLength);
    public static readonly SqlType Bytes = new(TypeKind.VarBinary) { Precision = MaxLength };
    public static readonly SqlType Bitmap = new(TypeKind.Bitmap);
    public static readonly SqlType Variant = new(TypeKind.Variant);
    public static readonly SqlType Null = new(TypeKind.Null);
    public static readonly SqlType Symbol = new(TypeKind.Symbol, false);

    public static SqlType Decimal(int precision, int scale) => new(TypeKind.Decimal) { Precision = precision, Scale = scale };
    public static SqlType Char(int length) => new(TypeKind.Char) { Precision = length };
    public static SqlType VarChar(int length) => new(TypeKind.VarChar) { Precision = length };
    public static SqlType Time(int precision = 0) => new(TypeKind.Time) { Precision = precision };
    public static SqlType Timestamp(int precision = 6) => new(TypeKind.Timestamp) { Precision = precision };
    public static SqlType TimestampLtz(int precision = 6) => new(TypeKind.TimestampLtz) { Precision = precision };
    public static SqlType Array(SqlType element) => new(TypeKind.Array) { Element = element };
    public static SqlType Map(SqlType key, SqlType value) => new(TypeKind.Map) { Key = key, Element = value };
    public static SqlType Multiset(SqlType element) => new(TypeKind.Multiset) { Element = element };
    public static SqlType Row(params ReadOnlySpan<Field> fields) => new(TypeKind.Row) { Fields = [.. fields] };

    public bool IsInteger => Kind is TypeKind.TinyInt or TypeKind.SmallInt or TypeKind.Int or TypeKind.BigInt;
    public bool IsNumeric => IsInteger || Kind is TypeKind.Float or TypeKind.Double or TypeKind.Decimal;
    public bool IsText => Kind is TypeKind.Char or TypeKind.VarChar;
    public bool IsBinary => Kind is TypeKind.Binary or TypeKind.VarBinary;
    public bool IsTimestamp => Kind is TypeKind.Timestamp or TypeKind.TimestampLtz;
    public bool IsInterval => Kind is TypeKind.IntervalYearMonth or TypeKind.IntervalDaySecond;

    /// <summary>Whether a value is an Int128: DECIMAL beyond 18 digits, TIMESTAMP beyond milliseconds.</summary>
    public bool IsWide => (Kind == TypeKind.Decimal && Precision > 18) || (IsTimestamp && Precision > 3);

    public SqlType WithNullable(bool nullable) => Nullable == nullable ? this : this with { Nullable = nullable };

    /// <summary>The same type as an ordinary column: an expression over a time attribute is no time attribute.</summary>
    public SqlType WithoutTimeAttribute() =>
        IsTimeAttribute || IsProcessingTime ? this with { IsTimeAttribute = false, IsProcessingTime = false } : this;

    public override string ToString() => SqlTypeText.Write(this);

    /// <summary>Compares kind, precision, scale and nested types; nullability and time attributes are left out.</summary>
    public bool SameAs(SqlType other) =>
        Kind == other.Kind && Precision == other.Precision && Scale == other.Scale
        && (Element is null ? other.Element is null : other.Element is not null && Element.SameAs(other.Element))
        && (Key is null ? other.Key is null : other.Key is not null && Key.SameAs(other.Key))
        && Fields.Length == other.Fields.Length
        && Fields.Zip(other.Fields).All(pair => pair.First.Name == pair.Second.Name && pair.First.Type.SameAs(pair.Second.Type));
}

/// <summary>A named column of a table, or field of a ROW.</summary>
public sealed record Field(string Name, SqlType Type);
