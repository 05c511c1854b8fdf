using Tally.Engine.Columns;
using Tally.Engine.Connectors;
using Tally.Log;

namespace Tally.Agent.Tail;

/// <summary>A rotated file that was compressed: its lines from a position in what it holds. It does not change any more.</summary>
sealed class PackedFile(string id, string path, PackingKind kind, FileMark mark, FileStatus status, long sizeBytes, TailOptions options,
    TimeProvider clock) : ISourcePartition
{
    readonly LineCutter _lines = new(options.MaxLineBytes);
    readonly MarkedPosition _at = new(mark);
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

    public long Position => _at.Mark.Position;

    public string Note => new FileNote(Path, Path, status with { SizeBytes = sizeBytes }, _at.Mark, IsDone: Backlog == 0).ToString();

    public bool HasBacklogInBytes => true;

    public long Backlog => sizeBytes - Position;

    /// <summary>When what it holds was last written.</summary>
    public long ModifiedNs => status.ModifiedNs;

    public void Seek(long position)
    {
        if (position == Position) return;
        using var bytes = new PackedBytes(Path, kind);
        _at.Set(FileMark.At(bytes.Read, position), bytes.Read);
    }

    public ReadState Read(RecordBlock block, int maxRecords, int maxBytes)
    {
        block.Clear();
        if (Position >= sizeBytes || (IsUnlinked && _bytes is null))
        {
            _bytes?.Dispose();
            return IsUnlinked ? ReadState.End : ReadState.Empty;
        }
        if (Older is { Backlog: > 0, IsUnlinked: false }) return ReadState.Empty;
        if (_bytes is null)
        {
            _bytes = new(Path, kind);
            _lines.SkipsRest = _at.Set(_at.Mark, _bytes.Read) && _at.Last[^1] != '\n';
        }
        var wanted = Math.Max(maxBytes, options.MaxLineBytes + 1);
        block.ReserveBytes(wanted);
        var read = _bytes.Read(block.Bytes.AsSpan(0, wanted), Position);
        var taken = _lines.Cut(block, read, maxRecords, Position);
        // What is left behind the last line end is a line too: nobody will write on.
        if (taken == 0) taken = read > options.MaxLineBytes ? _lines.CutLong(block, Position) : _lines.CutLast(block, read, Position);
        _at.Append(block.Bytes.AsSpan(0, taken));
        return block.Count > 0 ? ReadState.Records : ReadState.Empty;
    }

    public async ValueTask WaitAsync(CancellationToken cancellation) =>
        await Task.Delay(TimeSpan.FromMilliseconds(options.PollIntervalMs), clock, cancellation);

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
