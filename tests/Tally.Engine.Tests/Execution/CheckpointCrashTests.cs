using Tally.Engine.Execution.Checkpoints;
using Xunit;

namespace Tally.Engine.Tests.Execution;

/// <summary>Checkpoints and the positions in them on a disk that forgets, tears and fills with zeros what was not synced: what was written
/// is there after any crash. TALLY_SEED=N runs one seed.</summary>
public sealed class CheckpointCrashTests
{
    const string Folder = "/data/checkpoints";

    [Fact]
    public void Newest_stored_checkpoint_is_restored_after_a_crash_at_any_operation_in_ten_thousand_seeds()
    {
        var (first, count) = TestRun.Seeds(0, 10_000);
        for (var seed = first; seed < first + count; seed++) Run(seed);
    }

    // Several lives, each ended by a crash in the middle of some operation, sometimes that of the recovery.
    static void Run(int seed)
    {
        var random = new Random(seed);
        var disk = new SimulatedDisk(new Random(seed));
        var (stored, tried) = (0L, 0L);
        for (var life = 0; life < 4; life++)
        {
            disk.OperationsLeft = random.Next(40);
            disk.FailingSyncs = random.Next(8) == 0 ? 1 : 0;
            try
            {
                var store = new CheckpointStore(Folder, disk);
                var newest = store.ReadNewest()?.Number ?? 0;
                Assert.True(
                    newest >= stored && newest <= tried,
                    $"seed {seed}: checkpoint {newest} was restored, {stored} was stored and {tried} tried"
                );
                // A checkpoint that was not acknowledged and is there all the same counts from now on.
                stored = newest;
                for (var number = newest + 1; ; number++)
                {
                    tried = Math.Max(tried, number);
                    if (TryWrite(store, number)) stored = number;
                }
            }
            catch (SimulatedCrashException)
            {
                disk.Restart(losesPower: random.Next(3) > 0);
            }
            catch (IOException)
            {
                // A start whose sync fails is no start; the next one tries again.
                disk.Restart(losesPower: false);
            }
        }
        var last = new CheckpointStore(Folder, disk).ReadNewest();
        Assert.True((last?.Number ?? 0) >= stored, $"seed {seed}: checkpoint {last?.Number} at the end, {stored} was stored");
        if (last is not null) Assert.Equal(last.Number * 1000, last.Streams[0].Find("orders/0")!.Position);
    }

    static bool TryWrite(CheckpointStore store, long number)
    {
        try
        {
            var streams = new StreamPosition("orders", 7, [new PartitionPosition("orders/0", number * 1000, 5)]);
            store.Write(new(number, DateTimeOffset.UnixEpoch, [streams], [new([("q", "f")], [new byte[(int)(number * 997 % 5000)]])]));
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
