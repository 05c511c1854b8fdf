using System.Threading.Channels;
using Tally.Engine.Connectors.Logs;
using Tally.Log;

namespace Tally.Engine.Connectors.Stdin;

// Input that cannot be read again.
//
//   pipe ──▶ reading thread ──▶ a few blocks ──▶ spool: a topic on disk ──▶ pump
//
// What is taken out of a pipe is nowhere else. So it goes into a topic first, synced to disk, and the pump reads it from there as it reads
// any topic:
// with offsets that a checkpoint keeps and that are positions elsewhere. The topic's name is made when the spool is, so that a spool that
// begins anew is
// another source. While the spool cannot be written (its disk is full) the pipe fills up, and the program at its other end waits.

/// <summary>A source that keeps in a spool what it reads.</summary>
sealed class SpooledInput(ISourcePartition input, ILog spool, TimeProvider clock) : ISource
{
    const string Prefix = "stdin-";
    const int BlocksUnderWay = 32, MaxAppendBytes = 4 << 20, MaxReadRecords = 4096, MaxReadBytes = 1 << 18;

    static readonly TimeSpan s_endTimeout = TimeSpan.FromSeconds(1);
    static readonly Backoff s_backoff = new(TimeSpan.FromSeconds(1));

    readonly Channel<RecordBlock> _read =
        Channel.CreateBounded<RecordBlock>(new BoundedChannelOptions(BlocksUnderWay) { SingleReader = true, SingleWriter = true });
    readonly CancellationTokenSource _stop = new();
    SpooledPartition? _partition;
    Task _storing = Task.CompletedTask;
    // Both written by the storing task, read by any thread.
    volatile string? _problem;
    volatile bool _isStored;

    /// <summary>Why nothing can be taken in just now.</summary>
    public string? Problem => _problem;

    /// <summary>Whether the input has ended and all of it is in the spool.</summary>
    public bool IsStored => _isStored;

    public async ValueTask<IReadOnlyList<ISourcePartition>> ListPartitionsAsync(CancellationToken cancellation) =>
        [_partition ??= await BeginAsync(cancellation)];

    // What was taken out of the pipe is stored before the end; what is still in the pipe stays there.
    public async ValueTask DisposeAsync()
    {
        _read.Writer.TryComplete();
        await Task.WhenAny(_storing, Task.Delay(s_endTimeout, clock));
        await _stop.CancelAsync();
        await _storing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_partition is not null) await _partition.DisposeAsync();
        await spool.DisposeAsync();
        _stop.Dispose();
    }

    async Task<SpooledPartition> BeginAsync(CancellationToken cancellation)
    {
        var name = (await spool.ListTopicsAsync(cancellation)).FirstOrDefault(topic => topic.StartsWith(Prefix, StringComparison.Ordinal))
            ?? $"{Prefix}{Guid.NewGuid():N}";
        // A loss of power must not take back what was handed on: elsewhere the offsets would be known already.
        var durability = spool.Defaults.Durability == Durability.PageCache ? Durability.Interval : spool.Defaults.Durability;
        var topic =
            (await spool.OpenTopicAsync(name, spool.Defaults with { Partitions = 1, Durability = durability }, cancellation)).Partitions[0];
        _storing = Task.Run(() => StoreAsync(topic), CancellationToken.None);
        new Thread(ReadAll) { Name = "tally stdin", IsBackground = true }.Start();
        return new(this, new LogPartition($"{name}/0", name, topic, 0, long.MaxValue, new ReaderOptions()));
    }

    void ReadAll()
    {
        Exception? error = null;
        try
        {
            for (var block = new RecordBlock(); input.Read(block, MaxReadRecords, MaxReadBytes) == ReadState.Records; block = new())
                Enqueue(block);
        }
        catch (Exception e) when (e is IOException or ChannelClosedException or OperationCanceledException)
        {
            error = e;
        }
        _read.Writer.TryComplete(error);
    }

    void Enqueue(RecordBlock block) => _read.Writer.WriteAsync(block, _stop.Token).AsTask().GetAwaiter().GetResult();

    async Task StoreAsync(IPartition spooled)
    {
        var together = new RecordBlock();
        try
        {
            while (await _read.Reader.WaitToReadAsync(_stop.Token))
            {
                together.Clear();
                while (together.ByteCount < MaxAppendBytes && _read.Reader.TryRead(out var block))
                    for (var record = 0; record < block.Count; record++) together.Add(block.Value(record), 0);
                await AppendAsync(spooled, together);
            }
            _isStored = true;
        }
        catch (IOException error)
        {
            _problem = $"standard input: {error.Message}";
        }
    }

    async Task AppendAsync(IPartition spooled, RecordBlock block)
    {
        while (true)
        {
            try
            {
                await spooled.AppendAsync(null, block, _stop.Token);
                _problem = null;
                return;
            }
            catch (LogException error) when (error.Kind == LogErrorKind.Unavailable)
            {
                _problem = $"the spool of standard input takes nothing: {error.Message}";
            }
            await s_backoff.WaitAsync(clock, _stop.Token);
        }
    }
}
