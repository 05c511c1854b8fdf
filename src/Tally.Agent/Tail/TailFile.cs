using Microsoft.Win32.SafeHandles;
using Tally.Engine.Columns;
using Tally.Engine.Connectors;
using Tally.Log;

namespace Tally.Agent.Tail;

/// <summary>One followed file: lines from a byte offset on, whatever the file is called now.</summary>
sealed class TailFile(string id, FileIdentity identity, string path, SafeFileHandle handle, TailOptions options, TimeProvider clock) : ISourcePartition
{
    SafeFileHandle _handle = handle;
    bool _skipsLongLine;

    public string Id { get; } = id;

    public FileIdentity Identity { get; } = identity;

    /// <summary>The name that it had at the last look.</summary>
    public string Path { get; set; } = path;

    /// <summary>Whether the last look found it.</summary>
    public bool WasSeen { get; set; }

    /// <summary>Whether it has no name any more: once it is read to the end nothing will come.</summary>
    public bool IsGone { get; set; }

    /// <summary>Whether it is gone and was read to the end.</summary>
    public bool IsEnded { get; private set; }

    public bool HasStablePositions => true;

    public long Position { get; private set; }

    public long Backlog => _handle.IsClosed ? 0 : Math.Max(0, RandomAccess.GetLength(_handle) - Position);

    /// <summary>Whether its bytes are no longer what they were: cut off or written over in place.</summary>
    public bool WasTruncated => !Identity.StillBeginsIn(_handle);

    public void Seek(long position) => Position = position;

    /// <summary>Leaves out what is there already, up to the end of the last whole line.</summary>
    public void SeekToEnd()
    {
        var length = RandomAccess.GetLength(_handle);
        Span<byte> one = stackalloc byte[1];
        while (length > 0 && (RandomAccess.Read(_handle, one, length - 1) != 1 || one[0] != '\n')) length--;
        Position = length;
    }

    /// <summary>Goes on in another file that holds the same bytes.</summary>
    public void MoveTo(string path, SafeFileHandle handle)
    {
        _handle.Dispose();
        _handle = handle;
        Path = path;
    }

    public ReadState Read(RecordBlock block, int maxRecords, int maxBytes)
    {
        block.Clear();
        if (IsEnded) return ReadState.End;
        var wanted = maxBytes;
        while (true)
        {
            var read = Fill(block, wanted);
            if (Split(block, read, maxRecords)) return ReadState.Records;
            if (_skipsLongLine && read > 0) continue;
            var atEnd = read < wanted;
            if (!atEnd && wanted <= options.MaxLineBytes)
            {
                wanted = options.MaxLineBytes + 1;
                continue;
            }
            if (read > options.MaxLineBytes) return CutLongLine(block);
            return atEnd && IsGone ? End(block, read) : ReadState.Empty;
        }
    }

    public async ValueTask WaitAsync(CancellationToken cancellation) => await Task.Delay(TimeSpan.FromMilliseconds(options.PollIntervalMs), clock, cancellation);

    public string Locate(RecordBlock block, int record) => $"{Path} byte {block.Positions[record]}";

    public void ReadMetadata(string key, RecordBlock block, ReadOnlySpan<int> records, Column into)
    {
        var column = (StringColumn)into;
        var path = System.Text.Encoding.UTF8.GetBytes(Path);
        column.Reset(0);
        for (var i = 0; i < records.Length; i++) column.Append(path);
    }

    public ValueTask DisposeAsync()
    {
        _handle.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Reads bytes from the position on to the start of the block's buffer.</summary>
    int Fill(RecordBlock block, int wanted)
    {
        block.Clear();
        block.ReserveBytes(wanted);
        var read = 0;
        while (read < wanted)
        {
            var more = RandomAccess.Read(_handle, block.Bytes.AsSpan(read, wanted - read), Position + read);
            if (more == 0) break;
            read += more;
        }
        return read;
    }

    /// <summary>Cuts the bytes into whole lines and moves the position behind them; false when there is none.</summary>
    bool Split(RecordBlock block, int read, int maxRecords)
    {
        var start = 0;
        while (block.Count < maxRecords)
        {
            var length = block.Bytes.AsSpan(start, read - start).IndexOf((byte)'\n');
            if (length < 0) break;
            if (_skipsLongLine) _skipsLongLine = false;
            else block.AddSlice(start, WithoutReturn(block.Bytes, start, length), Position + start);
            start += length + 1;
        }
        // The rest of a line that was cut off already is dropped as it comes.
        if (_skipsLongLine) start = read;
        Position += start;
        block.ByteCount = start;
        return block.Count > 0;
    }

    ReadState CutLongLine(RecordBlock block)
    {
        block.AddSlice(0, options.MaxLineBytes, Position);
        block.ByteCount = options.MaxLineBytes;
        Position += options.MaxLineBytes;
        _skipsLongLine = true;
        return ReadState.Records;
    }

    /// <summary>The file has no name and no more bytes: a last line without its end counts as it is.</summary>
    ReadState End(RecordBlock block, int read)
    {
        IsEnded = true;
        if (read == 0) return ReadState.End;
        block.AddSlice(0, WithoutReturn(block.Bytes, 0, read), Position);
        block.ByteCount = read;
        Position += read;
        return ReadState.Records;
    }

    static int WithoutReturn(byte[] bytes, int start, int length) => length > 0 && bytes[start + length - 1] == '\r' ? length - 1 : length;
}
