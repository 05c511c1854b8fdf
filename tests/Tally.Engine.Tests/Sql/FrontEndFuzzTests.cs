using System.Diagnostics;
using Tally.Engine.Tests.Scripts;
using Xunit;

namespace Tally.Engine.Tests.Sql;

public class FrontEndFuzzTests
{
    static IReadOnlyList<string> Scripts => [.. SeedScripts.All.Select(seed => seed.Sql)];

    [Fact]
    public void Mutated_scripts_end_in_statements_or_errors() => Fuzz(new ScriptMutator(1, Scripts), round => round < 3000);

    [Fact]
    public void Every_seventh_prefix_of_every_seed_ends_in_statements_or_errors() => Prefixes(Scripts, 7);

    [Fact, Trait("Category", "long")]
    public void Every_prefix_of_every_script_ends_in_statements_or_errors() =>
        Prefixes([.. Scripts, .. ScriptSet.Conformance.Texts().Select(script => script.Sql)], 1);

    /// <summary>Runs for TALLY_FUZZ_SECONDS (60 when it is not set); `./test long` looks at other mutants every time, those of TALLY_SEED
    /// when it is set.</summary>
    [Fact, Trait("Category", "long")]
    public void Mutated_scripts_for_a_given_time_end_in_statements_or_errors()
    {
        var (most, time) = (TestRun.FuzzTime ?? TimeSpan.FromMinutes(1), Stopwatch.StartNew());
        var seed = TestRun.IsLong ? TestRun.AnySeed() : TestRun.Seed ?? 2026;
        Fuzz(
            new ScriptMutator(seed, [.. Scripts, .. ScriptSet.Conformance.Texts().Select(script => script.Sql)]),
            _ => time.Elapsed < most
        );
    }

    static void Fuzz(ScriptMutator mutator, Func<int, bool> goesOn)
    {
        var findings = new Findings();
        for (var round = 0; goesOn(round); round++) findings.Run(mutator.Next());
        findings.AssertNone();
    }

    static void Prefixes(IReadOnlyList<string> scripts, int step)
    {
        var findings = new Findings();
        foreach (var script in scripts)
            for (var length = 0; length <= script.Length; length += step) findings.Run(script[..length]);
        findings.AssertNone();
    }
}
