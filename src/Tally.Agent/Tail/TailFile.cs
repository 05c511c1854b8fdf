using Microsoft.Win32.SafeHandles;
using Tally.Engine.Columns;
using Tally.Engine.Connectors;
using Tally.Log;

namespace Tally.Agent.Tail;

/// <summary>One followed file: lines from a byte offset on, whatever the file is called now.</summary>
sealed class TailFile(string id, FileIdentity identity, string path, SafeFileHandle handle, TailOptions options, TimeProvider clock)
    : ISourcePartition
{
    // A file that lost its name in the pattern is still written to for a while by a program that has it open.
    static readonly TimeSpan s_closeAfter = TimeSpan.FromMinutes(1);

    // One that is closed may be gone or only hidden: its folder is away, its permissions are lost.
    static readonly TimeSpan s_forgetAfter = TimeSpan.FromHours(1);

    readonly LineCutter _lines = new(options.MaxLineBytes);
    readonly MarkedPosition _at = new(FileMark.Empty);
    SafeFileHandle _handle = handle;
    FileStatus _status = FileStatus.Of(handle);
    string _realPath = FileLinks.PathOf(handle) ?? path;
    long? _unseenSince;
    long _silentSince = clock.GetTimestamp();
    long _drainedTo;
    long _holeAt = long.MaxValue;
    bool _isLeft, _isGone, _isCutOff, _wasRenamed, _hasMoved;
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

    /// <summary>What was known of it at the last look.</summary>
    public FileStatus Status => _status;

    /// <summary>The bytes in front of the position.</summary>
    public FileMark Mark => _at.Mark;

    /// <summary>Whether an older file has to be read first. Not when its name is gone: after a stop nobody would find it any
    /// more.</summary>
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

    public string Note =>
        new FileNote(Path, _realPath, _status with { SizeBytes = Math.Max(_status.SizeBytes, Position) }, Mark,
            IsEnded && Position >= _status.SizeBytes).ToString();

    public IReadOnlyList<int> TooLong => _lines.TooLong;

    public long Position => _at.Mark.Position;

    public bool HasBacklogInBytes => true;

    public long Backlog
    {
        get
        {
            try
            {
                return IsEnded
                    ? 0
                    : Math.Max(0, Math.Min(_holeAt, _handle.IsClosed ? _status.SizeBytes : RandomAccess.GetLength(_handle)) - Position);
            }
            catch (ObjectDisposedException)
            {
                // Asked for statistics just while it was closed.
                return 0;
            }
        }
    }

    /// <summary>Whether its bytes are no longer what they were: cut off or written over in place.</summary>
    public bool WasTruncated => !_handle.IsClosed && (RandomAccess.GetLength(_handle) < Position || !IsSameContent(FileBytes.Of(_handle)));

    /// <summary>Goes on at a position. In the middle of a line, which is where an overlong line was cut, the rest of that line is left out
    /// as before.</summary>
    public void Seek(long position)
    {
        // A file above the limit is closed at once, with its position.
        if (position != Position) SeekIn(_handle, position, null);
    }

    /// <summary>The same, with what is remembered of the bytes in front; the file that is given is open.</summary>
    public void SeekIn(SafeFileHandle file, long position, FileMark? mark)
    {
        var read = FileBytes.Of(file);
        _lines.SkipsRest = _at.Set(mark ?? FileMark.At(read, position), read) && _at.Last[^1] is not ((byte)'\n' or 0);
    }

    /// <summary>Leaves out what is there already, up to the end of the last whole line.</summary>
    public void SeekToEnd()
    {
        var length = RandomAccess.GetLength(_handle);
        Span<byte> one = stackalloc byte[1];
        while (length > 0 && (RandomAccess.Read(_handle, one, length - 1) != 1 || one[0] != '\n')) length--;
        SeekIn(_handle, length, null);
    }

    /// <summary>Whether it was written to since the last look, or is another file.</summary>
    public bool HasChanged(FileStatus status) =>
        !status.IsSameFile(_status) || (status.SizeBytes, status.ModifiedNs) != (_status.SizeBytes, _status.ModifiedNs);

    /// <summary>Whether an open file is this one, with all that was read of it.</summary>
    public bool IsIn(SafeFileHandle file, FileStatus status) =>
        !_isCutOff && status.IsSameFile(_status) && status.SizeBytes >= Position && IsSameContent(FileBytes.Of(file));

    /// <summary>Whether an open file may be a copy of this one that is being made.</summary>
    public bool MayHaveCopy(SafeFileHandle file) => !_handle.IsClosed && FileBytes.IsBeginning(file, _handle);

    /// <summary>Whether this was truncated, or its name given to a copy, and another file holds all that was read of it.</summary>
    public bool HasMovedTo(SafeFileHandle file, FileStatus status) =>
        !WasSeen && !status.IsSameFile(_status) && status.SizeBytes >= Position && (WasTruncated || IsReplaced)
        && Identity.Begins(FileBytes.Of(file)) && (Position > 0 ? Mark.HoldsAll(FileBytes.Of(file)) : Identity.PrefixLength > 0);

    // An editor, sed -i or rsync writes a new file and gives it the old one's name: all of it was read, and nobody can write to it any
    // more.
    bool IsReplaced => IsOpen && Mark.LineCount >= 2 && FileStatus.Of(_handle) is { NameCount: 0 } now && now.SizeBytes <= Position;

    bool IsSameContent(ReadAt read) => Identity.Begins(read) && Mark.Holds(read);

    public void BeginScan() => WasSeen = false;

    /// <summary>Whether it looks cut off, and its copy has not been found yet.</summary>
    public bool WasCutOff => _isCutOff;

    /// <summary>It had another name in the checkpoint.</summary>
    public void NoteRenamed() => _wasRenamed = true;

    /// <summary>It was found under a name, perhaps a new one.</summary>
    public void MarkSeen(string path, FileStatus status)
    {
        if (status.SizeBytes != _status.SizeBytes) _silentSince = clock.GetTimestamp();
        _wasRenamed |= path != Path;
        (Path, WasSeen, _unseenSince, _isLeft, _status) = (path, true, null, false, status);
    }

    /// <summary>Takes a handle; it had none and there is something to read.</summary>
    public void Open(SafeFileHandle handle) => (_handle, _realPath) = (handle, FileLinks.PathOf(handle) ?? Path);

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

    /// <summary>Ends here: its lines go on elsewhere under the same id, which is given.</summary>
    public string GiveUp()
    {
        End();
        return Id;
    }

    /// <summary>Goes on in another file that holds the same bytes.</summary>
    public void MoveTo(string path, SafeFileHandle handle)
    {
        _handle.Dispose();
        (_handle, _status, Path, WasSeen, _unseenSince) = (handle, FileStatus.Of(handle), path, true, null);
        (_isCutOff, _isGone, _realPath) = (false, false, FileLinks.PathOf(handle) ?? path);
        _hasMoved = true;
    }

    public bool TakeMoved()
    {
        var hasMoved = _hasMoved;
        _hasMoved = false;
        return hasMoved;
    }

    /// <summary>Looks whether it is where its last name leads, outside of the pattern; a renamed file that is open tells its name
    /// itself.</summary>
    public void LookOutside()
    {
        if (WasSeen || IsEnded || (IsOpen && WasTruncated)) return;
        if (IsOpen && FileLinks.PathOf(_handle) is { } now) (Path, _realPath) = (now, now);
        if (FileStatus.Of(NativeFiles.Bytes(Path)) is not { } status || !status.IsSameFile(_status) || status.SizeBytes < Position) return;
        if (status.SizeBytes > _status.SizeBytes) _unseenSince = null;
        _status = status;
    }

    /// <summary>Whether it has no handle and more bytes than were read.</summary>
    public bool WaitsForHandle => !IsOpen && !IsEnded && _status.SizeBytes > Position && (WasSeen || !IsDrained);

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
        else _isLeft = clock.GetElapsedTime(Math.Max(_unseenSince.Value, _silentSince)) > s_closeAfter;
    }

    public ReadState Read(RecordBlock block, int maxRecords, int maxBytes)
    {
        block.Clear();
        if (IsEnded) return ReadState.End;
        if (_handle.IsClosed || _isCutOff || IsHeldBack) return ReadState.Empty;
        var wanted = maxBytes;
        while (true)
        {
            var filled = Fill(block, wanted);
            // What was just read may belong to what was written after a truncation.
            if (filled > 0 && !IsSameContent(FileBytes.Of(_handle))) return Empty(block);
            var read = block.Bytes.AsSpan(0, filled).LastIndexOfAnyExcept((byte)0) + 1;
            var atEnd = filled < wanted || read < filled;
            if (filled > 0 && block.Bytes[0] == 0 && SkipHole(read == 0 ? filled : block.Bytes.AsSpan(0, read).IndexOfAnyExcept((byte)0)))
                continue;
            var skipped = _lines.SkipsRest;
            Advance(block, _lines.Cut(block, read, maxRecords, Position));
            if (block.Count > 0) return ReadState.Records;
            if (skipped && read > 0) continue;
            if (!atEnd && wanted <= options.MaxLineBytes)
            {
                wanted = options.MaxLineBytes + 1;
                continue;
            }
            if (read > options.MaxLineBytes)
            {
                Advance(block, _lines.CutLong(block, Position));
                return ReadState.Records;
            }
            if (read > 0 && read < filled && FileBytes.FindData(_handle, Position + read) >= 0) return TakeLast(block, read);
            if (atEnd) _drainedTo = Math.Max(Position + read, Position + filled == RandomAccess.GetLength(_handle) ? Position + filled : 0);
            return atEnd && (_isGone || _isLeft || (read > 0 && IsFinished)) ? Leave(block, read) : ReadState.Empty;
        }
    }

    public async ValueTask WaitAsync(CancellationToken cancellation) =>
        await Task.Delay(TimeSpan.FromMilliseconds(options.PollIntervalMs), clock, cancellation);

    public string Locate(RecordBlock block, int record) => $"{NativeFiles.Show(Path)} byte {block.Positions[record]}";

    public void ReadMetadata(string key, RecordBlock block, ReadOnlySpan<int> records, Column into)
    {
        var column = (StringColumn)into;
        var path = System.Text.Encoding.UTF8.GetBytes(NativeFiles.Show(Path));
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

    void Advance(RecordBlock block, int count)
    {
        if (count == 0) return;
        _at.Append(block.Bytes.AsSpan(0, count));
        (_silentSince, _holeAt) = (clock.GetTimestamp(), long.MaxValue);
    }

    /// <summary>
    /// Zeros at the position: a place that is kept for lines to come, or what a writer left open whose file was cut off. Behind the latter
    /// there are bytes to go on with.
    /// </summary>
    bool SkipHole(int seen)
    {
        if (FileStatus.Of(_handle) is var now && _holeAt == Position && !HasChanged(now)) return false;
        var data = FileBytes.FindData(_handle, Position + seen);
        (_holeAt, _status) = (data < 0 ? Position : long.MaxValue, now);
        if (data < 0) return false;
        SkippedZeros += data - Position;
        _at.AppendZeros(data - Position);
        return true;
    }

    /// <summary>Zeros that were passed over.</summary>
    public long SkippedZeros { get; private set; }

    static ReadState Empty(RecordBlock block)
    {
        block.Clear();
        return ReadState.Empty;
    }

    ReadState TakeLast(RecordBlock block, int read)
    {
        Advance(block, _lines.CutLast(block, read, Position));
        return block.Count > 0 ? ReadState.Records : ReadState.Empty;
    }

    // A rotated file that nobody has written to for a minute: the line that it ends with has no end and will get none.
    bool IsFinished => _wasRenamed && clock.GetElapsedTime(_silentSince) > s_closeAfter;

    /// <summary>No name leads here and there are no more bytes: a last line without its end counts as it is, and the disk gets its space
    /// back.</summary>
    ReadState Leave(RecordBlock block, int read)
    {
        TakeLast(block, read);
        if (_isGone) End();
        else if (_isLeft) _handle.Dispose();
        return block.Count > 0 ? ReadState.Records : IsEnded ? ReadState.End : ReadState.Empty;
    }

    void End()
    {
        IsEnded = true;
        _handle.Dispose();
    }
}
