using Tally.Engine.Expressions.Functions;
using Tally.Engine.Sql;
using Tally.Engine.Sql.Ast;
using Xunit;

namespace Tally.Engine.Tests.Expressions;

/// <summary>Every function's entry: its example runs, its description and signature are there.</summary>
public sealed class FunctionRegistryTests
{
    public static TheoryData<string> Names => [.. FunctionRegistry.Default.All.Select(function => function.Name)];

    // Arguments that must be literals, as in Flink: keys, and the digits of a time.
    static readonly HashSet<(string Function, int Argument)> s_literals = [("JSON_OBJECT", 0), ("JSON_OBJECT", 2), ("TO_TIMESTAMP_LTZ", 1)];

    static readonly string[] s_types =
    [
        "NULL", "CAST(NULL AS STRING)", "CAST(NULL AS INT)", "CAST(NULL AS TIMESTAMP(3))", "CAST(NULL AS ARRAY<INT>)",
        "CAST(NULL AS MAP<STRING, INT>)", "CAST(NULL AS DECIMAL(30, 2))",
    ];

    [Theory, MemberData(nameof(Names))]
    public void The_example_runs(string name)
    {
        var function = FunctionRegistry.Default.Find(name)!;
        Assert.Single(Eval.Empty.Values($"CAST({function.Example} AS STRING)"));
        Assert.StartsWith(name, function.Signature);
        Assert.EndsWith(".", function.Description);
        Assert.True(function.MinArguments <= function.MaxArguments);
    }

    /// <summary>A type that the example shows to be right is right for a NULL too; nothing but a literal may be demanded instead.</summary>
    [Theory, MemberData(nameof(Names))]
    public void A_NULL_of_the_type_in_the_example_gives_a_value(string name)
    {
        var example = FunctionRegistry.Default.Find(name)!.Example;
        if (Parser.ParseExpression(new("test", example)) is not CallExpression call || call.Name != name) return;
        foreach (var argument in call.Arguments)
        {
            var (start, length) = (argument.Span.Start, argument.Span.Length);
            var text = example.Substring(start, length);
            // A word is no value: a unit, such as DAY, or BOTH.
            if (text.All(char.IsAsciiLetterUpper)) continue;
            var sql = $"{example[..start]}CAST(NULL AS {Eval.Empty.Bind(text).Type.WithNullable(true)}){example[(start + length)..]}";
            if (s_literals.Contains((name, call.Arguments.IndexOf(argument))))
                Assert.Equal(ErrorCode.BadArgument, Eval.Empty.Refused(sql).Code);
            else
                Assert.Single(Eval.Empty.Values(sql));
        }
    }

    /// <summary>Whatever the types of NULLs are, a function gives a value or is refused at a place inside the call.</summary>
    [Theory, MemberData(nameof(Names))]
    public void NULLs_of_any_type_give_a_value_or_a_refusal_with_a_place(string name)
    {
        var function = FunctionRegistry.Default.Find(name)!;
        foreach (var type in s_types)
        {
            for (var count = function.MinArguments; count <= Math.Min(function.MaxArguments, 3); count++)
            {
                var sql = $"{name}({string.Join(", ", Enumerable.Repeat(type, count))})";
                var refusal = Record.Exception(() => Eval.Empty.Values(sql));
                if (refusal is not null) Assert.InRange(Assert.IsType<SqlException>(refusal).Errors[0].Span.Length, 1, sql.Length);
            }
        }
    }
}
