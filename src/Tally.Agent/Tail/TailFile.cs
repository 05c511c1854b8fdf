using Microsoft.Win32.SafeHandles;
using Tally.Engine.Columns;
using Tally.Engine.Connectors;
using Tally.Log;

namespace Tally.Agent.Tail;

/// <summary>One followed file: lines from a byte offset on, whatever the file is called now.</summary>
sealed class TailFile(string id, FileIdentity identity, string path, SafeFileHandle handle, TailOptions options, TimeProvider clock) : ISourcePartition
{
    // A file that lost its name in the pattern is still written to for a while by a program that has it open.
    static readonly TimeSpan s_closeAfter = TimeSpan.FromMinutes(1);

    // One that is closed may be gone or only hidden: its folder is away, its permissions are lost.
    static readonly TimeSpan s_forgetAfter = TimeSpan.FromHours(1);

    readonly LineCutter _lines = new(options.MaxLineBytes);
    SafeFileHandle _handle = handle;
    FileStatus _status = FileStatus.Of(handle);
    long? _unseenSince;
    long _drainedTo;
    bool _isLeft, _isGone, _isCutOff;
    Func<bool>? _isReadBefore;

    public string Id { get; } = id;

    public FileIdentity Identity { get; } = identity;

    /// <summary>The name that it had at the last look.</summary>
    public string Path { get; private set; } = path;

    /// <summary>Whether the look that is under way found it.</summary>
    public bool WasSeen { get; private set; } = true;

    /// <summary>Whether nothing can come any more.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>Whether it holds a file handle.</summary>
    public bool IsOpen => !_handle.IsClosed;

    /// <summary>Whether all that was there at the last look was read.</summary>
    public bool IsDrained => _drainedTo >= _status.SizeBytes;

    /// <summary>Its length as of the last look.</summary>
    public long SizeBytes => _status.SizeBytes;

    /// <summary>When it was last written, as of the last look.</summary>
    public long ModifiedNs => _status.ModifiedNs;

    /// <summary>Whether an older file has to be read first. Not when its name is gone: after a stop nobody would find it any more.</summary>
    public bool IsHeldBack
    {
        get
        {
            if (_isGone || _isReadBefore?.Invoke() == true) _isReadBefore = null;
            return _isReadBefore is not null;
        }
    }

    public bool HasStablePositions => true;

    public bool IsNamedWhenFound => true;

    public IReadOnlyList<int> TooLong => _lines.TooLong;

    public long Position { get; private set; }

    public bool HasBacklogInBytes => true;

    public long Backlog
    {
        get
        {
            try
            {
                return IsEnded ? 0 : Math.Max(0, (_handle.IsClosed ? _status.SizeBytes : RandomAccess.GetLength(_handle)) - Position);
            }
            catch (ObjectDisposedException)
            {
                // Asked for statistics just while it was closed.
                return 0;
            }
        }
    }

    /// <summary>Whether its bytes are no longer what they were: cut off or written over in place.</summary>
    public bool WasTruncated => !_handle.IsClosed && (RandomAccess.GetLength(_handle) < Position || !Identity.StillBeginsIn(_handle));

    /// <summary>Goes on at a position. In the middle of a line, which is where an overlong line was cut, the rest of that line is left out as before.</summary>
    public void Seek(long position)
    {
        Position = position;
        Span<byte> before = stackalloc byte[1];
        _lines.SkipsRest = position > 0 && FileBytes.Read(_handle, before, position - 1) == 1 && before[0] != '\n';
    }

    /// <summary>Leaves out what is there already, up to the end of the last whole line.</summary>
    public void SeekToEnd()
    {
        var length = RandomAccess.GetLength(_handle);
        Span<byte> one = stackalloc byte[1];
        while (length > 0 && (RandomAccess.Read(_handle, one, length - 1) != 1 || one[0] != '\n')) length--;
        Position = length;
    }

    /// <summary>Whether an open file is this one, with all that was read of it.</summary>
    public bool IsIn(SafeFileHandle file, FileStatus status) => !_isCutOff && status.IsSameFile(_status) && status.SizeBytes >= Position && Identity.StillBeginsIn(file);

    /// <summary>Whether an open file may be a copy of this one that is being made.</summary>
    public bool MayHaveCopy(SafeFileHandle file) => !_handle.IsClosed && FileBytes.IsBeginning(file, _handle);

    /// <summary>Whether this was truncated and another file holds what it held.</summary>
    public bool HasMovedTo(SafeFileHandle file, FileStatus status) => !WasSeen && !status.IsSameFile(_status) && WasTruncated && Identity.StillBeginsIn(file);

    public void BeginScan() => WasSeen = false;

    /// <summary>It was found under a name, perhaps a new one.</summary>
    public void MarkSeen(string path, FileStatus status) => (Path, WasSeen, _unseenSince, _isLeft, _status) = (path, true, null, false, status);

    /// <summary>Takes a handle; it had none and there is something to read.</summary>
    public void Open(SafeFileHandle handle) => _handle = handle;

    /// <summary>Waits until the lines of another file are read, as far as it goes now: that one was last written before.</summary>
    public void WaitFor(TailFile older)
    {
        var length = older._status.SizeBytes;
        _isReadBefore = () => older.IsEnded || older._drainedTo >= length || !(older.IsOpen || older.WasSeen);
    }

    /// <summary>The same for one that was compressed since.</summary>
    public void WaitFor(PackedFile older) => _isReadBefore = () => older.Backlog == 0 || older.IsUnlinked;

    /// <summary>Gives the handle back until there is more to read.</summary>
    public void Close() => _handle.Dispose();

    /// <summary>Goes on in another file that holds the same bytes.</summary>
    public void MoveTo(string path, SafeFileHandle handle)
    {
        _handle.Dispose();
        (_handle, _status, Path, WasSeen, _unseenSince, _isCutOff) = (handle, FileStatus.Of(handle), path, true, null, false);
    }

    /// <summary>Judges a file that no name led to: deleted, moved away, or replaced in place.</summary>
    public void EndScan()
    {
        if (WasSeen || IsEnded) return;
        var isFirst = _unseenSince is null;
        _unseenSince ??= clock.GetTimestamp();
        if (_handle.IsClosed)
        {
            IsEnded = IsDrained && clock.GetElapsedTime(_unseenSince.Value) > s_forgetAfter;
            return;
        }
        if (WasTruncated)
        {
            // The copy may have come between the listing and this look: the next look finds it.
            if (isFirst && !_isCutOff) _isCutOff = true;
            else End();
        }
        else if (FileStatus.Of(_handle).NameCount == 0 || !OperatingSystem.IsLinux()) _isGone = true;
        else _isLeft = clock.GetElapsedTime(_unseenSince.Value) > s_closeAfter;
    }

    public ReadState Read(RecordBlock block, int maxRecords, int maxBytes)
    {
        block.Clear();
        if (IsEnded) return ReadState.End;
        if (_handle.IsClosed || _isCutOff || IsHeldBack) return ReadState.Empty;
        var wanted = maxBytes;
        while (true)
        {
            var read = Fill(block, wanted);
            // What was just read may belong to what was written after a truncation.
            if (read > 0 && !Identity.StillBeginsIn(_handle)) return Empty(block);
            var skipped = _lines.SkipsRest;
            Position += _lines.Cut(block, read, maxRecords, Position);
            if (block.Count > 0) return ReadState.Records;
            if (skipped && read > 0) continue;
            var atEnd = read < wanted;
            if (!atEnd && wanted <= options.MaxLineBytes)
            {
                wanted = options.MaxLineBytes + 1;
                continue;
            }
            if (read > options.MaxLineBytes)
            {
                Position += _lines.CutLong(block, Position);
                return ReadState.Records;
            }
            if (atEnd) _drainedTo = Position + read;
            return atEnd && (_isGone || _isLeft) ? Leave(block, read) : ReadState.Empty;
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
        return FileBytes.Read(_handle, block.Bytes.AsSpan(0, wanted), Position);
    }

    static ReadState Empty(RecordBlock block)
    {
        block.Clear();
        return ReadState.Empty;
    }

    /// <summary>No name leads here and there are no more bytes: a last line without its end counts as it is, and the disk gets its space back.</summary>
    ReadState Leave(RecordBlock block, int read)
    {
        Position += _lines.CutLast(block, read, Position);
        if (_isGone) End();
        else _handle.Dispose();
        return block.Count > 0 ? ReadState.Records : IsEnded ? ReadState.End : ReadState.Empty;
    }

    void End()
    {
        IsEnded = true;
        _handle.Dispose();
    }
}
