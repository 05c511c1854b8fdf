using System.Globalization;

namespace Tally.Testing.Runs;

/// <summary>What the environment says about a run of the tests; docs/testing.md lists it.</summary>
public static class TestRun
{
    /// <summary>Whether this is `./test long`.</summary>
    public static bool IsLong => Environment.GetEnvironmentVariable("TALLY_LONG") == "1";

    /// <summary>The one seed to run, or null.</summary>
    public static int? Seed => Number("TALLY_SEED");

    /// <summary>How many seeds the long simulation of the log runs, or null.</summary>
    public static int? SeedCount => Number("TALLY_SEEDS");

    public static TimeSpan? FuzzTime => Number("TALLY_FUZZ_SECONDS") is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    public static TimeSpan? SoakTime => Number("TALLY_SOAK_SECONDS") is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    public static TimeSpan? KillTime => Number("TALLY_KILL_MINUTES") is { } minutes ? TimeSpan.FromMinutes(minutes) : null;

    /// <summary>The seed to run, or another one each time, which the output of the test names.</summary>
    public static int AnySeed()
    {
        var seed = Seed ?? Random.Shared.Next(1_000_000);
        TestContext.Current.TestOutputHelper?.WriteLine($"TALLY_SEED={seed}");
        return seed;
    }

    /// <summary>The seeds from the first on, or the one to run.</summary>
    public static (int First, int Count) Seeds(int first, int count) => Seed is { } only ? (only, 1) : (first, count);

    /// <summary>Skips a test that takes minutes.</summary>
    public static void SkipUnlessLong() => Assert.SkipUnless(IsLong, "runs with ./test long");

    static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;
}
