using System.IO.Compression;
using System.Text;
using Tally.Engine.Columns;
using Tally.Engine.Formats;
using Tally.Log;

namespace Tally.Engine.Connectors.Files;

/// <summary>One file, read from start to end; a position is a byte offset in its (decompressed) text.</summary>
/// <param name="wide">A character set in which a line end is more than one byte, so that the text is turned into UTF-8 before it is cut; or
/// null.</param>
sealed class FilePartition(string path, string shownPath, RecordSplit split, Encoding? wide = null) : ISourcePartition
{
    const int ReadBytes = 256 * 1024;

    readonly RecordBlock _read = new();
    readonly RecordSplitter _splitter = new(split);
    readonly List<int> _tooLong = [];
    Stream? _stream;
    int _next;
    int _consumed;
    int _end;
    bool _atEnd;
    long _line = 1;
    long _blockLine = 1;

    public string Id => path;

    public bool HasStablePositions => path != FilePaths.StandardInput;

    public long Position { get; private set; }

    public IReadOnlyList<int> TooLong => _tooLong;

    public byte[]? Header { get; private set; }

    public bool HasBacklogInBytes => true;

    public long Backlog => HasStablePositions && !_atEnd && File.Exists(path) ? Math.Max(0, new FileInfo(path).Length - FilePosition) : 0;

    // Of the file itself, compressed or not.
    long FilePosition => _stream switch { GZipStream zip => zip.BaseStream.Position, { CanSeek: true } file => file.Position, _ => 0 };

    // Lines have no fixed length, so a restored read passes over what was read before, counting lines for messages.
    public void Seek(long position)
    {
        var passed = new RecordBlock();
        while (Position < position)
        {
            passed.Clear();
            if (Read(passed, int.MaxValue, position) != ReadState.Records) break;
        }
    }

    public ReadState Read(RecordBlock block, int maxRecords, int maxBytes) => Read(block, maxRecords, Position + maxBytes);

    public ValueTask WaitAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

    public string Locate(RecordBlock block, int record)
    {
        var before = block.Bytes.AsSpan(block.Starts[0], block.Starts[record] - block.Starts[0]);
        return $"{(path == FilePaths.StandardInput ? "standard input" : shownPath)}:{_blockLine + before.Count((byte)'\n')}";
    }

    // The same for every record of the file.
    public void ReadMetadata(string key, RecordBlock block, ReadOnlySpan<int> records, Column into)
    {
        if (into is Column<long> numbers)
        {
            var file = new FileInfo(path);
            var number = key == "file.size" ? file.Length : new DateTimeOffset(file.LastWriteTimeUtc).ToUnixTimeMilliseconds();
            for (var i = 0; i < records.Length; i++) numbers.Append(number);
            return;
        }
        var text = key switch
        {
            "file.path" => "file:" + path,
            "file.name" => Path.GetFileName(path),
            _ => PathColumns.Find(path, key[PathColumns.Prefix.Length..]),
        };
        var bytes = text is null ? [] : Encoding.UTF8.GetBytes(text);
        for (var i = 0; i < records.Length; i++)
        {
            if (text is null) into.AppendNull();
            else ((StringColumn)into).Append(bytes);
        }
    }

    public ValueTask DisposeAsync()
    {
        _stream?.Dispose();
        _stream = null;
        return ValueTask.CompletedTask;
    }

    // Records that start before the limit; at least one.
    ReadState Read(RecordBlock block, int maxRecords, long limit)
    {
        if (!HasRecord()) return End();
        if (split.HasHeader && Header is null)
        {
            TakeHeader();
            if (!HasRecord()) return End();
        }
        var first = _next;
        _next++;
        while (_next < _read.Count && _next - first < maxRecords && _read.Positions[_next] < limit) _next++;
        HandOver(block, first);
        return ReadState.Records;
    }

    bool HasRecord()
    {
        while (_next == _read.Count)
            if (!Fill()) return false;
        return true;
    }

    void TakeHeader()
    {
        Header = _read.Value(_next).ToArray();
        var passed = new RecordBlock();
        HandOver(passed, _next++);
    }

    // One copy of all bytes from the first record up to the next one that stays, then a slice for each record.
    void HandOver(RecordBlock block, int first)
    {
        var from = _read.Starts[first];
        var to = _next < _read.Count ? _read.Starts[_next] : _consumed;
        var bytes = _read.Bytes.AsSpan(from, to - from);
        var start = block.ByteCount;
        block.ReserveBytes(bytes.Length);
        bytes.CopyTo(block.Bytes.AsSpan(start));
        block.ByteCount = start + bytes.Length;
        _tooLong.Clear();
        foreach (var record in _splitter.TooLong)
            if (record >= first && record < _next) _tooLong.Add(block.Count + record - first);
        for (var i = first; i < _next; i++) block.AddSlice(start + _read.Starts[i] - from, _read.Lengths[i], _read.Positions[i]);
        Position = _read.Positions[first] + bytes.Length;
        _blockLine = _line;
        _line += bytes.Count((byte)'\n');
    }

    // Puts what has no end yet in front and reads more behind it; false when there is nothing left.
    bool Fill()
    {
        if (_atEnd && _consumed == _end) return false;
        _stream ??= wide is null ? Open() : Encoding.CreateTranscodingStream(Open(), WithReplacement(wide), Encoding.UTF8);
        var left = _end - _consumed;
        _read.Bytes.AsSpan(_consumed, left).CopyTo(_read.Bytes);
        _read.Clear();
        _next = 0;
        _read.ByteCount = left;
        _read.ReserveBytes(ReadBytes);
        var position = Position;
        var count = _stream.Read(_read.Bytes, left, _read.Bytes.Length - left);
        (_end, _atEnd) = (left + count, count == 0);
        _consumed = _splitter.Split(_read, 0, _end, position, _atEnd);
        if (_read.Count == 0) Position = position + _consumed;
        return true;
    }

    ReadState End()
    {
        _stream?.Dispose();
        _stream = null;
        return ReadState.End;
    }

    // In the middle of a stream no single record can be blamed: what is no text becomes U+FFFD, which is seen.
    static Encoding WithReplacement(Encoding encoding) => Encoding.GetEncoding(encoding.CodePage);

    Stream Open()
    {
        if (path == FilePaths.StandardInput) return StandardInput.Open();
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);
        return path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : file;
    }
}
