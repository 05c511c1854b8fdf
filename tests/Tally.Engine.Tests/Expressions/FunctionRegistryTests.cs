using Tally.Engine.Expressions.Functions;
using Xunit;

namespace Tally.Engine.Tests.Expressions;

/// <summary>Every function's entry: its example runs, its description and signature are there.</summary>
public sealed class FunctionRegistryTests
{
    public static TheoryData<string> Names => [.. FunctionRegistry.Default.All.Select(function => function.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void TheExampleRuns(string name)
    {
        var function = FunctionRegistry.Default.Find(name)!;
        Assert.Single(Eval.Empty.Values($"CAST({function.Example} AS STRING)"));
        Assert.StartsWith(name, function.Signature);
        Assert.EndsWith(".", function.Description);
        Assert.True(function.MinArguments <= function.MaxArguments);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void NullArgumentsNeverCrash(string name)
    {
        var function = FunctionRegistry.Default.Find(name)!;
        foreach (var argument in new[] { "NULL", "CAST(NULL AS STRING)", "CAST(NULL AS INT)", "CAST(NULL AS TIMESTAMP(3))",
            "CAST(NULL AS ARRAY<INT>)", "CAST(NULL AS MAP<STRING, INT>)", "CAST(NULL AS DECIMAL(30, 2))" })
        {
            for (var count = function.MinArguments; count <= Math.Min(function.MaxArguments, 3); count++)
            {
                try
                {
                    Eval.Empty.Values($"{name}({string.Join(", ", Enumerable.Repeat(argument, count))})");
                }
                catch (Exception refused) when (refused is Tally.Engine.Sql.SqlException or Tally.Engine.Expressions.EvaluationException)
                {
                }
            }
        }
    }
}
