using Tally.Engine.Execution.Checkpoints;
using Xunit;

namespace Tally.Engine.Tests.Execution;

/// <summary>Checkpoint files: complete or refused by name, newest two kept.</summary>
public sealed class CheckpointStoreTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("tally-checkpoints-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_was_written_is_read()
    {
        var store = new CheckpointStore(_folder);
        Assert.Null(store.ReadNewest());
        store.Write(Sample(1));
        var read = store.ReadNewest()!;
        Assert.Equal(1, read.Number);
        Assert.Equal(DateTimeOffset.UnixEpoch.AddDays(1), read.At);
        Assert.Equal(new PartitionPosition("orders/0", 42, -5), Assert.Single(read.Streams).Find("orders/0"));
        var group = Assert.Single(read.Groups);
        Assert.Equal(("gmv", "abc"), Assert.Single(group.Queries));
        Assert.Equal([1, 2, 3], Assert.Single(group.State).ToArray());
    }

    [Fact]
    public void Newest_two_are_kept()
    {
        var store = new CheckpointStore(_folder);
        for (var number = 1; number <= 5; number++) store.Write(Sample(number));
        Assert.Equal(2, Directory.GetFiles(_folder).Length);
        Assert.Equal(5, store.ReadNewest()!.Number);
    }

    [Fact]
    public void Every_flipped_bit_and_every_cut_is_found()
    {
        var store = new CheckpointStore(_folder);
        store.Write(Sample(1));
        store.Write(Sample(2));
        var path = Directory.GetFiles(_folder).Order(StringComparer.Ordinal).Last();
        var whole = File.ReadAllBytes(path);
        for (var bit = 0; bit < whole.Length * 8; bit++)
        {
            var damaged = (byte[])whole.Clone();
            damaged[bit / 8] ^= (byte)(1 << bit % 8);
            File.WriteAllBytes(path, damaged);
            Assert.Equal(1, store.ReadNewest()!.Number);
            Assert.Contains(path, Assert.Single(store.Findings));
        }
        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(path, whole[..length]);
            Assert.Equal(1, store.ReadNewest()!.Number);
        }
    }

    [Fact]
    public void Damage_of_all_is_an_error_that_names_them()
    {
        var store = new CheckpointStore(_folder);
        store.Write(Sample(1));
        var path = Assert.Single(Directory.GetFiles(_folder));
        File.WriteAllBytes(path, [1, 2, 3]);
        Assert.Contains(path, Assert.Throws<InvalidDataException>(() => store.ReadNewest()).Message);
    }

    static Checkpoint Sample(long number) =>
        new(
            number,
            DateTimeOffset.UnixEpoch.AddDays(1),
            [new("orders", 7, [new("orders/0", 42, -5), new("orders/1", 0, long.MinValue)])],
            [new([("gmv", "abc")], [new byte[] { 1, 2 }, new byte[] { 3 }])]
        );
}
