using Tally.Log.Files;
using Tally.Log.Tests.Simulation;

namespace Tally.Log.Tests.Files;

/// <summary>A file that is replaced atomically is the old one or the new one after a crash at any operation, and the new one once the call
/// has returned.</summary>
public sealed class AtomicFileTests
{
    const string Path = "/data/checkpoint";

    [Fact]
    public void A_crash_at_any_operation_leaves_the_old_or_the_new_content()
    {
        byte[] old = [.. Enumerable.Repeat((byte)1, 3000)];
        byte[] renewed = [.. Enumerable.Repeat((byte)2, 5000)];
        for (var seed = 0; seed < 2000; seed++)
        {
            var disk = new SimulatedDisk(new Random(seed));
            AtomicFile.Replace(disk, Path, old);
            disk.OperationsLeft = seed % 8;
            var isDone = false;
            try
            {
                AtomicFile.Replace(disk, Path, renewed);
                isDone = true;
            }
            catch (SimulatedCrashException)
            {
                // Here it is that the promise counts.
            }
            disk.Restart(losesPower: seed % 3 != 0);
            var content = AtomicFile.Read(disk, Path);
            Assert.True(content.AsSpan().SequenceEqual(renewed) || (!isDone && content.AsSpan().SequenceEqual(old)), $"seed {seed}");
        }
    }

    [Fact]
    public void A_failure_leaves_the_old_content_and_no_litter()
    {
        var disk = new SimulatedDisk(new Random(1));
        AtomicFile.Replace(disk, Path, "old"u8);
        disk.FailingWrites = 1;
        Assert.Throws<IOException>(() => AtomicFile.Replace(disk, Path, "new"u8));
        disk.FailingSyncs = 1;
        Assert.Throws<IOException>(() => AtomicFile.Replace(disk, Path, "new"u8));
        Assert.Equal("old"u8, AtomicFile.Read(disk, Path));
        Assert.Equal([Path], disk.Paths);
    }

    [Fact]
    public void The_real_disk_replaces_and_reads()
    {
        using var directory = new ScratchFolder();
        var path = System.IO.Path.Combine(directory.Path, "file");
        AtomicFile.Replace(path, "one"u8);
        AtomicFile.Replace(path, "three"u8);
        Assert.Equal("three"u8, AtomicFile.Read(RealDisk.Instance, path));
        Assert.Single(Directory.GetFiles(directory.Path));
        Assert.ThrowsAny<IOException>(() => RealDisk.Instance.SyncDirectory(System.IO.Path.Combine(directory.Path, "missing")));
    }
}
