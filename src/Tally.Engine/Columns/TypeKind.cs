namespace Tally.Engine.Columns;

/// <summary>The families of SQL types, in Flink's terms.</summary>
public enum TypeKind
{
    Boolean, TinyInt, SmallInt, Int, BigInt, Float, Double, Decimal,
    Char, VarChar, Binary, VarBinary,
    Date, Time, Timestamp, TimestampLtz, IntervalYearMonth, IntervalDaySecond,
    Array, Map, Multiset, Row,

    /// <summary>A set of 32-bit numbers, as bytes in the portable Roaring format.</summary>
    Bitmap,

    /// <summary>Any JSON value, as JSON text of one form.</summary>
    Variant,

    /// <summary>The type of an untyped NULL literal before it meets another type.</summary>
    Null,

    /// <summary>A keyword given as an argument, such as the unit of EXTRACT.</summary>
    Symbol,
}
