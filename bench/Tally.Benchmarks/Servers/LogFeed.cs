using Tally.Benchmarks.Inputs;
using Tally.Benchmarks.Shop;
using Tally.Log;

namespace Tally.Benchmarks.Servers;

/// <summary>Appends single orders to a log as a producer of its own does, without waiting for the acknowledgements.</summary>
sealed class LogFeed(IPartition partition)
{
    readonly OrderLines _orders = new(5, 2000);
    readonly Queue<Task> _underWay = new();

    /// <summary>Orders appended so far.</summary>
    public long Sent { get; private set; }

    public void Send()
    {
        var block = new RecordBlock();
        SharedInputs.Fill(block, _orders, 1);
        _underWay.Enqueue(partition.AppendAsync(null, block).AsTask());
        while (_underWay.TryPeek(out var oldest) && oldest.IsCompleted) _underWay.Dequeue().GetAwaiter().GetResult();
        Sent++;
    }
}
