using Tally.Engine.Columns;
using Tally.Engine.Expressions;
using Tally.Engine.Expressions.Functions;
using Tally.Engine.Sql;
using Xunit;

namespace Tally.Engine.Tests.Expressions;

/// <summary>Every function and operator over the ends of every type: it is refused, fails with a reason, or gives a value; it never
/// crashes.</summary>
public sealed class ExtremeValueTests
{
    const int Samples = 100;

    static readonly string[] Operators =
        [
            "+",
            "-",
            "*",
            "/",
            "%",
            "||",
            "=",
            "<",
            ">=",
            "AND",
            "OR",
            "IS DISTINCT FROM",
            "LIKE",
            "SIMILAR TO",
            "IN",
        ];

    static readonly string[] Types =
    [
        "BOOLEAN",
        "TINYINT",
        "SMALLINT",
        "INT",
        "BIGINT",
        "FLOAT",
        "DOUBLE",
        "DECIMAL(5, 2)",
        "DECIMAL(38, 0)",
        "DECIMAL(38, 38)",
        "CHAR(3)",
        "VARCHAR(2)",
        "STRING",
        "BINARY(2)",
        "BYTES",
        "DATE",
        "TIME",
        "TIMESTAMP(0)",
        "TIMESTAMP(3)",
        "TIMESTAMP(9)",
        "TIMESTAMP_LTZ(3)",
        "TIMESTAMP_LTZ(9)",
        "ARRAY<INT>",
        "ARRAY<STRING>",
        "MAP<STRING, INT>",
        "ROW<a INT>",
    ];

    static readonly string[] Units =
        [
            "YEAR",
            "QUARTER",
            "MONTH",
            "WEEK",
            "DAY",
            "DOY",
            "DOW",
            "ISOYEAR",
            "CENTURY",
            "MILLENNIUM",
            "HOUR",
            "SECOND",
            "MILLISECOND",
            "NANOSECOND",
            "EPOCH",
        ];

    static Eval Table() =>
        Eval.Zone("America/New_York")
            .With("bo", SqlType.Boolean, "true", "false", null, "true", "false")
            .With("ti", SqlType.TinyInt, "-128", "127", null, "0", "-1")
            .With("i", SqlType.Int, "-2147483648", "2147483647", null, "0", "-1")
            .With("b", SqlType.BigInt, "-9223372036854775808", "9223372036854775807", null, "0", "-1")
            .With("f", SqlType.Float, "3.4E38", "NaN", null, "-0.0", "1E-45")
            .With("d", SqlType.Double, "1.7E308", "-Infinity", null, "NaN", "4.9E-324")
            .With("m", SqlType.Decimal(18, 2), "9999999999999999.99", "-9999999999999999.99", null, "0", "-0.01")
            .With(
                "w",
                SqlType.Decimal(38, 6),
                "99999999999999999999999999999999.999999",
                "-99999999999999999999999999999999.999999",
                null,
                "0",
                "0.000001"
            )
            .With("s", SqlType.String, "", "茶😀 \t\n", null, "[{\"a\":[1]}](%_\\", "9999-12-31 23:59:59.999999999")
            .With("by", SqlType.Bytes, "", "x", null, "茶", "yz")
            .With("da", SqlType.Date, "0000-01-01", "9999-12-31", null, "1970-01-01", "2024-02-29")
            .With("tm", SqlType.Time(3), "00:00:00", "23:59:59.999", null, "12:00:00", "00:00:01")
            .With(
                "ts",
                SqlType.Timestamp(3),
                "0000-01-01 00:00:00",
                "9999-12-31 23:59:59.999",
                null,
                "1970-01-01 00:00:00",
                "2024-03-10 02:30:00"
            )
            .With(
                "t9",
                SqlType.Timestamp(9),
                "0000-01-01 00:00:00",
                "9999-12-31 23:59:59.999999999",
                null,
                "1969-12-31 23:59:59.999999999",
                "2024-03-10 02:30:00"
            )
            .With("lz", Instants(), SqlType.TimestampLtz(3))
            .With("a", Arrays(), SqlType.Array(SqlType.Int))
            .With("ma", Maps(), SqlType.Map(SqlType.String, SqlType.Int));

    static readonly string[] Columns =
        [
            "bo",
            "ti",
            "i",
            "b",
            "f",
            "d",
            "m",
            "w",
            "s",
            "by",
            "da",
            "tm",
            "ts",
            "t9",
            "lz",
            "a",
            "ma",
            "NULL",
            "''",
            "0",
            "1.5",
            "INTERVAL '1' MONTH",
            "INTERVAL '2' DAY",
        ];

    static Column<long> Instants()
    {
        var column = new Column<long>();
        foreach (var value in new[] { long.MinValue, long.MaxValue, 0, -1, 1_710_053_999_999 }) column.Append(value);
        return column;
    }

    static ArrayColumn Arrays()
    {
        var elements = new Column<int>();
        var array = new ArrayColumn(elements);
        array.EndRow();
        elements.Append(int.MinValue);
        elements.AppendNull();
        array.EndRow();
        array.AppendNull();
        elements.Append(7);
        array.EndRow();
        array.EndRow();
        return array;
    }

    static MapColumn Maps()
    {
        var (keys, values) = (new StringColumn(), new Column<int>());
        var map = new MapColumn(keys, values);
        map.EndRow();
        keys.Append("a"u8);
        values.AppendNull();
        map.EndRow();
        map.AppendNull();
        map.EndRow();
        map.EndRow();
        return map;
    }

    /// <summary>Whether it gave values.</summary>
    static bool Survives(Eval table, string sql)
    {
        try
        {
            table.Values(sql);
            return true;
        }
        catch (Exception refused) when (refused is SqlException or EvaluationException)
        {
            Assert.NotEmpty(refused.Message);
            return false;
        }
        catch (Exception fault) when (fault is not Xunit.Sdk.IAssertionException)
        {
            Assert.Fail($"{sql}: {fault}");
            return false;
        }
    }

    [Fact]
    public void Functions_of_extreme_values_give_values_or_errors_that_name_a_row()
    {
        var (table, random) = (Table(), new Random(5));
        var gaveValues = 0;
        IEnumerable<string> Arguments(int count, int sample) =>
            Enumerable.Range(0, count).Select(_ => Columns[count == 1 ? sample : random.Next(Columns.Length)]);
        foreach (var function in FunctionRegistry.Default.All)
        {
            for (var count = function.MinArguments; count <= Math.Min(function.MaxArguments, 4); count++)
            for (
                var sample = 0;
                sample
                    < (
                        count == 0 ? 1
                        : count == 1 ? Columns.Length
                        : Samples * count
                    );
                sample++
            )
                if (
                    Survives(
                        table,
                        $"{function.Name}({string.Join(", ", Arguments(count, sample))})"
                    )
                )
                    gaveValues++;
        }
        Assert.InRange(gaveValues, 1000, 50_000);
    }

    [Fact]
    public void Operators_and_casts_of_extreme_values_give_values_or_errors_that_name_a_row()
    {
        var table = Table();
        var gaveValues = 0;
        foreach (var left in Columns)
        {
            foreach (var right in Columns)
                foreach (var symbol in Operators) gaveValues += Survives(table, symbol == "IN"
                    ? $"{left} IN ({right}, {right})" : $"{left} {symbol} {right}") ? 1 : 0;
            foreach (var type in Types)
            {
                Survives(table, $"CAST({left} AS {type})");
                Survives(table, $"CAST(TRY_CAST({left} AS {type}) AS STRING)");
            }
            foreach (var unit in Units)
            {
                Survives(table, $"EXTRACT({unit} FROM {left})");
                Survives(table, $"FLOOR({left} TO {unit})");
                Survives(table, $"CEIL({left} TO {unit})");
                Survives(table, $"TIMESTAMPADD({unit}, i, {left})");
                Survives(table, $"TIMESTAMPDIFF({unit}, ts, {left})");
                Survives(table, $"TIMESTAMPDIFF({unit}, {left}, lz)");
            }
        }
        Assert.InRange(gaveValues, 1000, 5000);
    }
}
