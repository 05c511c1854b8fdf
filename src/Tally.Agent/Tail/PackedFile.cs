using Tally.Engine.Columns;
using Tally.Engine.Connectors;
using Tally.Log;

namespace Tally.Agent.Tail;

/// <summary>A rotated file that was compressed: its lines from a position in what it holds. It does not change any more.</summary>
sealed class PackedFile(string id, string path, long position, long sizeBytes, TailOptions options, TimeProvider clock) : ISourcePartition
{
    readonly LineCutter _lines = new(options.MaxLineBytes);
    PackedBytes? _bytes;

    public string Id { get; } = id;

    /// <summary>What it is called now.</summary>
    public string Path { get; set; } = path;

    /// <summary>Whether it is there no longer; what is open is read to its end.</summary>
    public bool IsUnlinked { get; set; }

    /// <summary>One that was written before it and has to be read first.</summary>
    public PackedFile? Older { get; set; }

    public bool HasStablePositions => true;

    public bool IsNamedWhenFound => true;

    public IReadOnlyList<int> TooLong => _lines.TooLong;

    public long Position { get; private set; } = position;

    public bool HasBacklogInBytes => true;

    public long Backlog => sizeBytes - Position;

    public void Seek(long position) => Position = position;

    public ReadState Read(RecordBlock block, int maxRecords, int maxBytes)
    {
        block.Clear();
        if (Position >= sizeBytes || (IsUnlinked && _bytes is null))
        {
            _bytes?.Dispose();
            return IsUnlinked ? ReadState.End : ReadState.Empty;
        }
        if (Older is { Backlog: > 0, IsUnlinked: false }) return ReadState.Empty;
        _bytes ??= new(Path);
        var wanted = Math.Max(maxBytes, options.MaxLineBytes + 1);
        block.ReserveBytes(wanted);
        var read = _bytes.Read(block.Bytes.AsSpan(0, wanted), Position);
        Position += _lines.Cut(block, read, maxRecords, Position);
        // What is left behind the last line end is a line too: nobody will write on.
        if (block.Count == 0) Position += read > options.MaxLineBytes ? _lines.CutLong(block, Position) : _lines.CutLast(block, read, Position);
        return block.Count > 0 ? ReadState.Records : ReadState.Empty;
    }

    public async ValueTask WaitAsync(CancellationToken cancellation) => await Task.Delay(TimeSpan.FromMilliseconds(options.PollIntervalMs), clock, cancellation);

    public string Locate(RecordBlock block, int record) => $"{Path} byte {block.Positions[record]} of what it holds";

    public void ReadMetadata(string key, RecordBlock block, ReadOnlySpan<int> records, Column into)
    {
        var column = (StringColumn)into;
        column.Reset(0);
        for (var i = 0; i < records.Length; i++) column.Append(System.Text.Encoding.UTF8.GetBytes(Path));
    }

    public ValueTask DisposeAsync()
    {
        _bytes?.Dispose();
        return ValueTask.CompletedTask;
    }
}
