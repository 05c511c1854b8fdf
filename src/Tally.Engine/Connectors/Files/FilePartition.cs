using System.IO.Compression;
using System.Text;
using Tally.Engine.Columns;
using Tally.Engine.Formats;
using Tally.Log;

namespace Tally.Engine.Connectors.Files;

/// <summary>One file, read from start to end; a position is a byte offset in its (decompressed) text.</summary>
sealed class FilePartition(string path, string shownPath, RecordSplit split) : ISourcePartition
{
    const int ReadBytes = 256 * 1024;

    byte[] _buffer = [];
    Stream? _stream;
    int _start;
    int _end;
    bool _atEnd;
    long _blockLine = 1;
    long _nextLine = 1;

    public string Id => path;

    public bool HasStablePositions => path != FilePaths.StandardInput;

    public long Position { get; private set; }

    public long Backlog => HasStablePositions && !_atEnd && File.Exists(path) ? Math.Max(0, new FileInfo(path).Length - ReadFileBytes) : 0;

    /// <summary>How much of the file itself, compressed or not, has been read, for progress.</summary>
    public long ReadFileBytes => _stream switch { GZipStream zip => zip.BaseStream.Position, { CanSeek: true } file => file.Position, _ => Position };

    // Lines have no fixed length, so a restored read passes over what was read before, counting lines for messages.
    public void Seek(long position)
    {
        while (Position < position && Fill())
        {
            var take = (int)Math.Min(_end - _start, position - Position);
            _nextLine += _buffer.AsSpan(_start, take).Count((byte)'\n');
            _start += take;
            Position += take;
        }
    }

    public ReadState Read(RecordBlock block, int maxRecords, int maxBytes)
    {
        _blockLine = _nextLine;
        while (true)
        {
            if (Take(block, maxRecords, maxBytes)) return ReadState.Records;
            if (Fill()) continue;
            if (_start == _end) return End();
            AddLast(block);
            return ReadState.Records;
        }
    }

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

    // Hands over the whole records in the buffer: one copy of all their bytes, then a slice for each.
    bool Take(RecordBlock block, int maxRecords, int maxBytes)
    {
        var count = 0;
        var from = _start;
        var limit = Math.Min(_end, from + (long)Math.Max(maxBytes, 1));
        for (var at = from; count < maxRecords && at < limit;)
        {
            var length = RecordEnd(at);
            if (length < 0) break;
            var text = length > 0 && _buffer[at + length - 1] == '\r' && split.Delimiter == '\n' ? length - 1 : length;
            block.AddSlice(block.ByteCount + at - from, text, Position + at - from);
            at += length + 1;
            _start = at;
            count++;
        }
        if (count > 0) HandOver(block, from);
        return count > 0;
    }

    // The last record need not end with a delimiter.
    void AddLast(RecordBlock block)
    {
        var from = _start;
        var length = _end - from;
        var text = _buffer[_end - 1] == '\r' && split.Delimiter == '\n' ? length - 1 : length;
        block.AddSlice(block.ByteCount, text, Position);
        _start = _end;
        HandOver(block, from);
    }

    void HandOver(RecordBlock block, int from)
    {
        var bytes = _buffer.AsSpan(from, _start - from);
        block.ReserveBytes(bytes.Length);
        bytes.CopyTo(block.Bytes.AsSpan(block.ByteCount));
        block.ByteCount += bytes.Length;
        Position += bytes.Length;
        _nextLine += bytes.Count((byte)'\n');
    }

    // The length of the record that starts there, without its delimiter; -1 when its end is not in the buffer.
    int RecordEnd(int at)
    {
        var rest = _buffer.AsSpan(at, _end - at);
        if (split.Quote is not { } quote) return rest.IndexOf(split.Delimiter);
        var quoted = false;
        for (var i = 0; ; i++)
        {
            var next = quoted ? rest[i..].IndexOf(quote) : rest[i..].IndexOfAny(quote, split.Delimiter);
            if (next < 0) return -1;
            i += next;
            if (rest[i] == quote) quoted = !quoted;
            else return i;
        }
    }

    // Reads more behind what is there; false at the end of the file.
    bool Fill()
    {
        if (_atEnd) return false;
        _stream ??= Open();
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }
        if (_buffer.Length - _end < ReadBytes) Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _end + ReadBytes));
        var read = _stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        _atEnd = read == 0;
        return read > 0;
    }

    ReadState End()
    {
        _stream?.Dispose();
        _stream = null;
        _buffer = [];
        (_start, _end) = (0, 0);
        return ReadState.End;
    }

    Stream Open()
    {
        if (path == FilePaths.StandardInput) return Console.OpenStandardInput();
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);
        return path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : file;
    }
}
