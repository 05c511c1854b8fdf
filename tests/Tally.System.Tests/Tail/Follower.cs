using System.Text;
using Tally.Agent.Tail;
using Tally.Engine.Connectors;
using Tally.Log;
using Tally.System.Tests.Running;

namespace Tally.System.Tests.Tail;

/// <summary>Files in a folder and a tail source that follows them as a pump does: partitions are kept by id, and none is read after its
/// end.</summary>
sealed class Follower : IAsyncDisposable
{
    readonly ScratchFolder _folder = new();
    readonly TailOptions _options;
    readonly Dictionary<string, ISourcePartition> _partitions = [];
    readonly HashSet<string> _ended = [];
    readonly HashSet<(string Id, long Position)> _stored = [];
    TailSource _source;

    public Follower(string pattern = "app.log*", int maxLineBytes = 1 << 20, bool fromEnd = false, int maxOpen = 1000)
    {
        _options = new(Path.Combine(_folder.Path, pattern), "test", 100, maxLineBytes, fromEnd, maxOpen);
        _source = new(_options, Clock);
    }

    public ManualTime Clock { get; } = new();

    /// <summary>All records read so far, in order.</summary>
    public List<string> Lines { get; } = [];

    /// <summary>Every record's source and position; a second one with the same would be dropped by the log.</summary>
    public List<(string Source, long Position)> Places { get; } = [];

    public int OpenPartitions => _partitions.Count;

    public string this[string name] => Path.Combine(_folder.Path, name);

    public void Append(string name, string text) => File.AppendAllText(this[name], text);

    public void Rename(string from, string to) => File.Move(this[from], this[to]);

    /// <summary>One look at the folder, and all that can be read. What is found is in a checkpoint before it is read.</summary>
    public async Task<Follower> PollAsync(int maxBytes = 1 << 16)
    {
        await LookAsync();
        ReadAll(maxBytes);
        return this;
    }

    public async Task LookAsync()
    {
        foreach (var found in await _source.ListPartitionsAsync(CancellationToken.None))
            if (_partitions.TryAdd(found.Id, found)) Begin(found);
        foreach (var moved in _partitions.Values.Where(partition => partition.TakeMoved()))
            Saved[moved.Id] = new(moved.Position, moved.Note);
    }

    public void ReadAll(int maxBytes = 1 << 16)
    {
        var block = new RecordBlock();
        foreach (var (id, partition) in _partitions)
        {
            var state = ReadState.Empty;
            while (!_ended.Contains(id) && (state = partition.Read(block, 7, maxBytes)) == ReadState.Records) Take(id, block);
            if (state == ReadState.End) _ended.Add(id);
        }
        foreach (var id in _ended)
            if (_partitions.Remove(id, out var ended)) Saved[id] = new(ended.Position, ended.Note);
        _ended.Clear();
    }

    /// <summary>The process ends and its checkpoint remains; it keeps what was not to be found, too.</summary>
    public async Task StopAsync()
    {
        foreach (var (id, partition) in _partitions) Saved[id] = new(partition.Position, partition.Note);
        foreach (var partition in _partitions.Values) await partition.DisposeAsync();
        await _source.DisposeAsync();
        _partitions.Clear();
        _ended.Clear();
    }

    public Dictionary<string, RememberedPartition> Saved { get; set; } = [];

    public IReadOnlyList<string> Notices => _source.Notices;

    public IReadOnlyList<string> Losses => _source.Losses;

    public long LostBytes => _source.LostBytes;

    /// <summary>The process dies: the checkpoint that remains is that of the last stop or <see cref="Checkpoint"/>, what was stored stays
    /// stored.</summary>
    public async Task KillAsync()
    {
        foreach (var partition in _partitions.Values) await partition.DisposeAsync();
        await _source.DisposeAsync();
        _partitions.Clear();
        _ended.Clear();
    }

    public void Checkpoint()
    {
        foreach (var (id, partition) in _partitions) Saved[id] = new(partition.Position, partition.Note);
    }

    /// <summary>A new process goes on from the checkpoint; it looks before anything else.</summary>
    public async Task StartAsync()
    {
        _source = new(_options, Clock);
        _source.Remember(Saved);
        await LookAsync();
    }

    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Dispose();
    }

    // As a live run does it: a partition that has ended and is there again goes on where it was.
    void Begin(ISourcePartition found)
    {
        if (!Saved.TryAdd(found.Id, new(found.Position, found.Note))) found.Seek(Saved[found.Id].Position);
    }

    void Take(string id, RecordBlock block)
    {
        for (var i = 0; i < block.Count; i++)
        {
            // As the log does it: a repeat is acknowledged and not stored.
            if (!_stored.Add((id, block.Positions[i]))) continue;
            Lines.Add(Encoding.UTF8.GetString(block.Value(i)));
            Places.Add((id, block.Positions[i]));
        }
    }
}
