using Tally.Engine.Expressions;
using Tally.Engine.Expressions.Functions;
using Tally.Engine.Sql;
using Xunit;

namespace Tally.Engine.Tests.Expressions;

/// <summary>Random calls of every function with extreme arguments: an answer, or an error that says what is wrong; never an exception of
/// .NET.</summary>
public sealed class FunctionFuzzTests
{
    const int CallsOfFunction = 40;

    static readonly string[] Arguments =
    [
        "0", "1", "-1", "2147483647", "-2147483648", "9223372036854775807", "-9223372036854775808", "CAST(NULL AS INT)",
        "CAST(NULL AS STRING)", "''", "'a'",
        "'%'", "'\\'", "'[('", "'(a+)+$'", "'ünï 中文 😀'", "'{\"a\":[1,{\"b\":null}]}'", "'{\"a\":\"\\ud83d\"}'", "'1e99999999999'",
        "'$.a[0]'", "'$..[?(@.b)]'",
        "'2024-02-30 25:61:61'", "'2024-02-29 10:20:30.123456789'", "'yyyy-MM-dd''T''HH:mm:ssXXX'", "'[[yyyy'", "'Nowhere/City'", "'UTC'",
        "1.5", "1e308", "-1e308",
        "CAST('NaN' AS DOUBLE)", "CAST('Infinity' AS DOUBLE)", "CAST('1.4E-45' AS FLOAT)", "99999999999999999999999999999999999999",
        "0.00000000000000000000000000000000000001",
        "CAST(-99999999999999999999999999999999999999 AS DECIMAL(38, 0))", "TRUE", "DATE '9999-12-31'", "DATE '0001-01-01'",
        "TIME '23:59:59'",
        "TIMESTAMP '9999-12-31 23:59:59.999999999'", "TIMESTAMP '0001-01-01 00:00:00'",
        "CAST(TIMESTAMP '2024-03-10 02:30:00' AS TIMESTAMP_LTZ(3))",
        "INTERVAL '99' YEAR", "INTERVAL '99' DAY", "ARRAY[1, CAST(NULL AS INT), -1]", "ARRAY['a', '']", "MAP['a', 1]", "ROW(1, 'a')",
        "X'00ff'", "X''",
    ];

    [Fact]
    public void Every_function_answers_or_says_what_is_wrong()
    {
        var random = new Random(20_261_201);
        var answered = 0;
        foreach (var function in FunctionRegistry.Default.All)
        {
            for (var i = 0; i < CallsOfFunction; i++)
            {
                var count = random.Next(function.MinArguments, Math.Min(function.MaxArguments, function.MinArguments + 3) + 1);
                var call =
                    $"{function.Name}("
                        + $"{string.Join(", ", Enumerable.Range(0, count).Select(_ => Arguments[random.Next(Arguments.Length)]))})";
                answered += IsAnswered(call) ? 1 : 0;
            }
        }
        Assert.True(answered > 300, $"only {answered} calls had an answer");
    }

    [Fact]
    public void Every_cast_answers_or_says_what_is_wrong()
    {
        string[] types = ["BOOLEAN", "TINYINT", "INT", "BIGINT", "FLOAT", "DOUBLE", "DECIMAL(38, 18)", "DECIMAL(5, 2)", "CHAR(3)",
            "VARCHAR", "BYTES", "DATE", "TIME",
            "TIMESTAMP(3)", "TIMESTAMP(9)", "TIMESTAMP_LTZ(3)", "ARRAY<STRING>", "MAP<STRING, STRING>"];
        var answered = Arguments.SelectMany(value => types.Select(type => $"({value} AS {type})"))
            .Count(cast => IsAnswered($"CAST{cast}") | IsAnswered($"TRY_CAST{cast}"));
        Assert.True(answered > 300, $"only {answered} casts had an answer");
    }

    static bool IsAnswered(string sql)
    {
        try
        {
            _ = Eval.Empty.Value(sql);
            return true;
        }
        catch (Exception error) when (error is SqlException or EvaluationException)
        {
            return false;
        }
        catch (Exception fault)
        {
            throw new InvalidOperationException($"{sql} failed with {fault.GetType().Name}: {fault.Message}", fault);
        }
    }
}
