using System.Data.Common;
using System.Globalization;
using System.Text;
using Tally.Engine.Columns;

namespace Tally.Results.Postgres;

/// <summary>How types and values of SQL tables stand in PostgreSQL: exactly, or not at all.</summary>
static class PostgresTypes
{
    const long TicksPerMs = TimeSpan.TicksPerMillisecond;

    /// <summary>The type of a column, or null when PostgreSQL has none that holds every value exactly.</summary>
    public static string? NameOf(SqlType type) => type.Kind switch
    {
        TypeKind.Boolean => "boolean",
        TypeKind.TinyInt or TypeKind.SmallInt => "smallint",
        TypeKind.Int => "integer",
        TypeKind.BigInt => "bigint",
        TypeKind.Float => "real",
        TypeKind.Double => "double precision",
        TypeKind.Decimal => $"numeric({type.Precision},{type.Scale})",
        TypeKind.Char => $"char({type.Precision})",
        TypeKind.VarChar => type.Precision == SqlType.MaxLength ? "text" : $"varchar({type.Precision})",
        TypeKind.Binary or TypeKind.VarBinary => "bytea",
        TypeKind.Date => "date",
        TypeKind.Time => "time(3)",
        TypeKind.Timestamp => $"timestamp({Math.Min(type.Precision, 6)})",
        TypeKind.TimestampLtz => $"timestamptz({Math.Min(type.Precision, 6)})",
        _ => null,
    };

    /// <summary>The type of a column of the temporary table: without limits, which are for the target to check.</summary>
    public static string StagedNameOf(SqlType type) => type.Kind switch
    {
        TypeKind.Decimal => "numeric",
        TypeKind.Char or TypeKind.VarChar => "text",
        TypeKind.Timestamp => "timestamp",
        TypeKind.TimestampLtz => "timestamptz",
        _ => NameOf(type)!,
    };

    /// <summary>The values of some rows as one array parameter, and the type that it must be cast to.</summary>
    public static Array ToArray(Column column, SqlType type, ReadOnlySpan<int> rows)
    {
        return (type.Kind, column) switch
        {
            (TypeKind.Boolean, Column<bool> bools) => Fill(new bool?[rows.Length], rows, column, row => bools[row]),
            (TypeKind.TinyInt or TypeKind.SmallInt, Column<int> ints) =>
                Fill(new short?[rows.Length], rows, column, row => (short)ints[row]),
            (TypeKind.Int, Column<int> ints) => Fill(new int?[rows.Length], rows, column, row => ints[row]),
            (TypeKind.BigInt, Column<long> longs) => Fill(new long?[rows.Length], rows, column, row => longs[row]),
            (TypeKind.Float, Column<float> floats) => Fill(new float?[rows.Length], rows, column, row => floats[row]),
            (TypeKind.Double, Column<double> doubles) => Fill(new double?[rows.Length], rows, column, row => doubles[row]),
            (TypeKind.Date, Column<int> days) => Fill(new DateOnly?[rows.Length], rows, column,
                row => DateOnly.FromDateTime(new(TicksOf(days[row], TimeSpan.TicksPerDay), DateTimeKind.Utc))),
            (TypeKind.Time, Column<int> times) =>
                Fill(new TimeOnly?[rows.Length], rows, column, row => new TimeOnly(times[row] * TicksPerMs)),
            (TypeKind.Timestamp, _) =>
                Fill(new DateTime?[rows.Length], rows, column, row => DateTime.SpecifyKind(TimeOf(column, row), DateTimeKind.Unspecified)),
            (TypeKind.TimestampLtz, _) => Fill(new DateTime?[rows.Length], rows, column, row => TimeOf(column, row)),
            (TypeKind.Decimal, _) => FillTexts(rows, column,
                row => new DecimalValue(column is Column<long> longs ? longs[row] : ((Column<Int128>)column)[row], type.Scale).ToString()),
            (TypeKind.Binary or TypeKind.VarBinary, StringColumn bytes) => FillBytes(rows, bytes),
            (_, StringColumn texts) => FillTexts(rows, column, row => Text(texts[row])),
            _ => throw new InvalidOperationException($"PostgreSQL has no type for {type}"),
        };
    }

    /// <summary>The type to which an element of <see cref="ToArray"/> is cast: numbers of any size travel as text.</summary>
    public static string ParameterCast(SqlType type) => type.Kind switch
    {
        TypeKind.Decimal => "::text[]::numeric[]",
        TypeKind.Char or TypeKind.VarChar => "::text[]",
        _ => "",
    };

    /// <summary>How a column is selected, so that <see cref="Append"/> can read it.</summary>
    public static string Selected(string quoted, SqlType type) =>
        type.Kind == TypeKind.Decimal ? $"({quoted})::numeric({type.Precision},{type.Scale})::text" : quoted;

    /// <summary>Appends a value that was read.</summary>
    public static void Append(Column column, SqlType type, DbDataReader reader, int place)
    {
        if (reader.IsDBNull(place))
        {
            column.AppendNull();
            return;
        }
        switch (column)
        {
            case Column<bool> bools: bools.Append(reader.GetBoolean(place)); break;
            case Column<int> days when type.Kind == TypeKind.Date:
                days.Append(reader.GetFieldValue<DateOnly>(place).DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber); break;
            case Column<int> times when type.Kind == TypeKind.Time:
                times.Append((int)(reader.GetFieldValue<TimeOnly>(place).Ticks / TicksPerMs)); break;
            case Column<int> ints: ints.Append(Convert.ToInt32(reader.GetValue(place), CultureInfo.InvariantCulture)); break;
            case Column<long> longs when type.Kind == TypeKind.Decimal:
                longs.Append((long)Unscaled(reader.GetString(place), type.Scale)); break;
            case Column<long> longs when type.IsTimestamp:
                longs.Append((reader.GetDateTime(place).Ticks - DateTime.UnixEpoch.Ticks) / TicksPerMs); break;
            case Column<long> longs: longs.Append(Convert.ToInt64(reader.GetValue(place), CultureInfo.InvariantCulture)); break;
            case Column<Int128> wides when type.Kind == TypeKind.Decimal:
                wides.Append(Unscaled(reader.GetString(place), type.Scale)); break;
            case Column<Int128> wides: wides.Append((Int128)(reader.GetDateTime(place).Ticks - DateTime.UnixEpoch.Ticks) * 100); break;
            case Column<float> floats: floats.Append(reader.GetFloat(place)); break;
            case Column<double> doubles: doubles.Append(Convert.ToDouble(reader.GetValue(place), CultureInfo.InvariantCulture)); break;
            case StringColumn bytes when type.IsBinary: bytes.Append(reader.GetFieldValue<byte[]>(place)); break;
            case StringColumn texts:
                texts.Append(Encoding.UTF8.GetBytes(Convert.ToString(reader.GetValue(place), CultureInfo.InvariantCulture)!)); break;
            default: throw new InvalidOperationException($"PostgreSQL has no type for {type}");
        }
    }

    static Int128 Unscaled(string text, int scale)
    {
        var point = text.IndexOf('.');
        var digits = point < 0 ? text : text.Remove(point, 1);
        var missing = scale - (point < 0 ? 0 : text.Length - point - 1);
        return Int128.Parse(digits + new string('0', Math.Max(0, missing)), CultureInfo.InvariantCulture);
    }

    static DateTime TimeOf(Column column, int row) =>
        new(column is Column<long> ms ? TicksOf(ms[row], TicksPerMs) : TicksOf(((Column<Int128>)column)[row] / 100, 1), DateTimeKind.Utc);

    /// <summary>A time since 1970 as ticks since the year 1.</summary>
    /// <param name="unit">How many ticks one of it has.</param>
    /// <exception cref="UnstorableException">It is outside of the years 1 to 9999.</exception>
    public static long TicksOf(Int128 time, long unit)
    {
        var ticks = DateTime.UnixEpoch.Ticks + time * unit;
        if (ticks < 0 || ticks > DateTime.MaxValue.Ticks)
            throw new UnstorableException(
                $"a time of {(double)time * unit / TimeSpan.TicksPerDay / 365.2425 + 1970:0} is outside of the years 1 to 9999 (are "
                    + "microseconds taken for milliseconds?)");
        return (long)ticks;
    }

    /// <summary>Text of PostgreSQL cannot hold the character NUL.</summary>
    public static string Text(ReadOnlySpan<byte> bytes)
    {
        var text = Encoding.UTF8.GetString(bytes);
        return text.Contains('\0') ? text.Replace('\0', '\uFFFD') : text;
    }

    static Array Fill<T>(T?[] values, ReadOnlySpan<int> rows, Column column, Func<int, T> read) where T : struct
    {
        for (var i = 0; i < rows.Length; i++) values[i] = column.IsNull(rows[i]) ? null : read(rows[i]);
        return values;
    }

    static string?[] FillTexts(ReadOnlySpan<int> rows, Column column, Func<int, string> read)
    {
        var values = new string?[rows.Length];
        for (var i = 0; i < rows.Length; i++) values[i] = column.IsNull(rows[i]) ? null : read(rows[i]);
        return values;
    }

    static byte[]?[] FillBytes(ReadOnlySpan<int> rows, StringColumn column)
    {
        var values = new byte[]?[rows.Length];
        for (var i = 0; i < rows.Length; i++) values[i] = column.IsNull(rows[i]) ? null : column[rows[i]].ToArray();
        return values;
    }
}
