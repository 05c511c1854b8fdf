using Tally.Log.Embedded;
using Tally.Log.Tests.Contract;

namespace Tally.Log.Tests.Embedded;

/// <summary>The embedded log keeps the contract with each durability.</summary>
public abstract class EmbeddedLogContractTests(Durability durability) : LogContractTests
{
    readonly ScratchFolder _directory = new();

    protected override Task<ILog> OpenAsync() => Task.FromResult<ILog>(EmbeddedLog.Open(_directory.Path, new EmbeddedLogOptions
    {
        Topics = new TopicOptions { Durability = durability, FlushIntervalMs = 2, SegmentSizeBytes = 400 },
    }));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _directory.Dispose();
        GC.SuppressFinalize(this);
    }
}

public sealed class PageCacheLogTests() : EmbeddedLogContractTests(Durability.PageCache);

public sealed class IntervalLogTests() : EmbeddedLogContractTests(Durability.Interval);

public sealed class EveryBatchLogTests() : EmbeddedLogContractTests(Durability.EveryBatch);
