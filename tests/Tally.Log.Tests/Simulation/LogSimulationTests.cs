namespace Tally.Log.Tests.Simulation;

/// <summary>Crashes, torn writes, failing disks and jumping clocks, by seed. <c>TALLY_SEED=N</c> runs one seed alone and tells its story;
/// <c>TALLY_SEEDS=N</c> is the number of the long run.</summary>
public sealed class LogSimulationTests
{
    const int QuickSeeds = 300;
    const int LongSeeds = 10_000;

    [Fact]
    public void Nothing_durable_is_lost_or_torn_or_doubled() => Run(0, QuickSeeds);

    [Fact]
    [Trait("Category", "long")]
    public void Nothing_durable_is_lost_or_torn_or_doubled_in_ten_thousand_seeds() => Run(QuickSeeds, TestRun.SeedCount ?? LongSeeds);

    static void Run(int firstSeed, int count)
    {
        (firstSeed, count) = TestRun.Seeds(firstSeed, count);
        Action<string>? trace = count == 1 ? line => TestContext.Current.TestOutputHelper?.WriteLine(line) : null;
        var crashes = 0;
        var refusals = 0;
        for (var seed = firstSeed; seed < firstSeed + count; seed++)
        {
            var simulation = new LogSimulation(seed, trace);
            try
            {
                simulation.Run();
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"TALLY_SEED={seed}: {error.Message}", error);
            }
            crashes += simulation.Crashes;
            refusals += simulation.Refusals;
        }
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{count} seeds, {crashes} crashes, {refusals} refusals of damage without durability"
        );
        Assert.True(crashes >= count);
    }
}
