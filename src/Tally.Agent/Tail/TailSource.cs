using Microsoft.Win32.SafeHandles;
using Tally.Engine.Connectors;

namespace Tally.Agent.Tail;

// Following files.
//
// A file is known by where it lies (device, inode, time of creation) and by what stands in it: the bytes that were read of it, remembered
// as checksums that
// grow with the position (FileMark). Its name tells nothing: renamed files go on where they were, a new file that got an old one's inode is
// a new file, and
// so is one that only begins alike. The id of a partition says where it lay and how it began when it was found; all else is in the
// checkpoint's note.
// Files are looked at in intervals; nothing hangs on notifications, which get lost and do not exist on network disks.
//
// A file that a look does not find is not gone: a rename may have hidden it from the listing. It has ended when it has no name at all any
// more and was read to
// its end; when it has one elsewhere it is followed there, closed after a minute of silence, and opened again when it grows.
//
// A file whose bytes are no longer those that were read was truncated or replaced in place. If they stand in another, unknown file, that
// one is the copy
// (logrotate's copytruncate) and reading goes on there; what remains at the old name is a new file. The copy is there before the
// truncation, so a file that
// only repeats a known one waits a while for what becomes of it. Bytes written between the copy and the truncation are gone: no reader can
// have them.
//
// What the checkpoint knows and the path does not lead to is looked for in the folders around (LostFiles), and told when it is nowhere.
// At most so many files are open at once: one that was read to its end is closed until it grows.

/// <summary>The files that match a path, each a partition.</summary>
sealed class TailSource(TailOptions options, TimeProvider clock) : ISource
{
    static readonly TimeSpan s_copyPatience = TimeSpan.FromSeconds(10);

    readonly TailPaths _paths = new(options.Path);
    readonly TailNotices _notices = new();
    readonly Dictionary<string, TailFile> _files = [];
    readonly Dictionary<(ulong Device, ulong Inode, long BornNs), TailFile> _byPlace = [];
    readonly Dictionary<string, KnownFile> _unfound = [];
    readonly HashSet<string> _ids = [];
    readonly Dictionary<(ulong Device, ulong Inode), long> _copiesSince = [];
    PackedFiles? _packedFiles;
    LostFiles? _lost;
    int _openCount;
    bool _started;

    PackedFiles Packed => _packedFiles ??= new(options, clock, _notices);

    public IReadOnlyList<string> Notices => _notices.Shown;

    public IReadOnlyList<string> Losses => _lost?.Losses ?? [];

    public long LostBytes => _lost?.LostBytes ?? 0;

    public string? NoteOf(string partitionId) => _lost?.NoteOf(partitionId);

    public void Remember(IReadOnlyDictionary<string, RememberedPartition> partitions)
    {
        var prefix = IdPrefix;
        foreach (var (id, kept) in partitions)
        {
            if (!id.StartsWith(prefix, StringComparison.Ordinal) || FileIdentity.Parse(id.AsSpan(prefix.Length)) is not { } identity)
                continue;
            var note = FileNote.Parse(kept.Note);
            _unfound[id] = new(id, identity, kept.Position, note?.Mark.Position == kept.Position ? note : null);
            _ids.Add(id);
        }
        // Also when there was no file yet: what came since is new.
        _started = true;
        if (_unfound.Count > 0) _lost = new(_paths, [.. _unfound.Values], clock);
    }

    public ValueTask<IReadOnlyList<ISourcePartition>> ListPartitionsAsync(CancellationToken cancellation)
    {
        foreach (var file in _files.Values) file.BeginScan();
        var open = _files.Values.Where(file => file.IsOpen).ToList();
        if (open.Count >= options.MaxOpen)
            foreach (var file in open.Where(file => file.IsDrained)) file.Close();
        _openCount = open.Count(file => file.IsOpen);
        var look = new TailLook();
        foreach (var path in _paths.Find()) Scan(path, look, isOutside: false);
        _notices.Set("", look.FileCount == 0 ? _paths.Explain() : null);
        if (_lost is { IsSearched: false })
            foreach (var path in _lost.Search(look.Seen)) Scan(path, look, isOutside: true);
        foreach (var path in _lost?.StillRead ?? []) Scan(path, look, isOutside: true);
        foreach (var file in _files.Values) file.LookOutside();
        Reopen();
        Packed.Scan(look.Packed, new([.. _files.Values], [.. _unfound.Values], TakeFound, NewId, _started));
        IdentifyAll(look);
        foreach (var file in _files.Values) file.EndScan();
        Forget();
        _lost?.Judge(_unfound.Values, isSettled: !Packed.IsUndecided);
        _started = true;
        return new([.. _files.Values, .. Packed.Files.Where(packed => !_files.ContainsKey(packed.Id))]);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var file in _files.Values) await file.DisposeAsync();
        await Packed.DisposeAsync();
    }

    string IdPrefix => $"tail:{options.Agent}:";

    /// <summary>Matches what is at a path with the files that are known; what is not known joins the strangers.</summary>
    void Scan(string path, TailLook look, bool isOutside)
    {
        if (FileStatus.Of(NativeFiles.Bytes(path)) is not { } status || !look.Add(path, status)) return;
        if (_byPlace.TryGetValue((status.Device, status.Inode, status.BornNs), out var known) && !known.IsEnded && !known.HasChanged(status)
            && !known.WasCutOff)
        {
            known.MarkSeen(path, status);
            return;
        }

        if (Open(path, isOutside) is { } handle)
        {
            if (MarkSeen(path, handle)) return;
            Sort(path, handle, look, isOutside);
            handle.Dispose();
        }
    }

    void Sort(string path, SafeFileHandle handle, TailLook look, bool isOutside)
    {
        var status = FileStatus.Of(handle);
        Span<byte> sign = stackalloc byte[Packing.SignLength];
        var kind = Packing.Of(sign[..FileBytes.Read(handle, sign, 0)]);
        if (kind != PackingKind.None) look.Packed.Add(new(path, status, kind, IsNewTaken: !isOutside || IsGeneration(path, status)));
        else if (status.SizeBytes > 0) look.Strangers.Add(new(path, status, isOutside));
    }

    /// <summary>Whether a file outside of the pattern is one that the pattern's own was renamed to while nobody looked.</summary>
    bool IsGeneration(string path, FileStatus status) =>
        _lost is { } lost && status.ModifiedNs > lost.NewestNs && lost.IsBeside(path)
            && (_paths.IsGeneration(Path.GetFileName(path)) || lost.IsGeneration(path));

    SafeFileHandle? Open(string path, bool isOutside = false)
    {
        var handle = NativeFiles.Open(path, out var problem);
        if (!isOutside) _notices.Set(path, problem);
        return handle;
    }

    bool MarkSeen(string path, SafeFileHandle handle)
    {
        var status = FileStatus.Of(handle);
        if (!_byPlace.TryGetValue((status.Device, status.Inode, status.BornNs), out var known) || known.IsEnded
            || !known.IsIn(handle, status)) return false;
        known.MarkSeen(path, status);
        handle.Dispose();
        return true;
    }

    /// <summary>Opens files with something to read again, in the order in which they were written, as far as there are handles.</summary>
    void Reopen()
    {
        var waiting = _files.Values.Where(file => file.WaitsForHandle).OrderBy(file => file.Status.ModifiedNs);
        foreach (var file in waiting.Take(Math.Max(0, options.MaxOpen - _openCount)).ToList())
        {
            if (Open(file.Path) is not { } handle) continue;
            // It may have been renamed since the listing.
            if (file.IsIn(handle, FileStatus.Of(handle))) file.Open(handle);
            else handle.Dispose();
            if (file.IsOpen) _openCount++;
        }
    }

    /// <summary>Those that lie where a known file lay come first: what is left over may be a copy of what is no longer there.</summary>
    void IdentifyAll(TailLook look)
    {
        var strangers = look.Strangers.OrderBy(stranger => stranger.Status.ModifiedNs).ToList();
        var unknown = strangers.Where(stranger =>
            Open(stranger.Path, isOutside: true) is { } handle && !Take(IdentifyByPlace(stranger.Path, handle), handle)).ToList();
        foreach (var stranger in unknown)
            if (Open(stranger.Path, isOutside: true) is { } handle) Take(Identify(stranger, handle, look), handle);

        static bool Take(bool isTaken, SafeFileHandle handle)
        {
            if (!isTaken) handle.Dispose();
            return isTaken;
        }
    }

    bool IdentifyByPlace(string path, SafeFileHandle handle)
    {
        // A rename during the listing shows a file twice.
        if (MarkSeen(path, handle)) return true;
        var status = FileStatus.Of(handle);
        var same = _unfound.Count == 0
            ? null
            : _unfound.Values.Where(known => known.IsAt(status) && known.Holds(FileBytes.Of(handle), status.SizeBytes))
                .MaxBy(known => known.Identity.Generation);
        return same is not null && AddKnown(same, path, handle, status);
    }

    /// <summary>Takes in a file that lies where none is known: the copy of one that was truncated, one of the checkpoint that was copied,
    /// or a new one. False when it must wait.</summary>
    bool Identify(Stranger stranger, SafeFileHandle handle, TailLook look)
    {
        if (MarkSeen(stranger.Path, handle)) return true;
        var status = FileStatus.Of(handle);
        if (_files.Values.FirstOrDefault(file => file.HasMovedTo(handle, status)) is { } moved)
        {
            moved.MoveTo(stranger.Path, handle);
            _byPlace[(status.Device, status.Inode, status.BornNs)] = moved;
            return true;
        }
        if (FindCopied(handle, status, look) is { } copied) return AddKnown(copied, stranger.Path, handle, status);
        if (MayBeCopy(handle, status)) return false;
        if (stranger.IsOutside && !IsGeneration(stranger.Path, status)) return false;
        if (FileIdentity.Of(FileBytes.Of(handle), status) is not { } own) return false;
        var id = NewId(own);
        var file = new TailFile(id, own, stranger.Path, handle, options, clock);
        if (options.FromEnd && !_started) file.SeekToEnd();
        return Add(file, status);
    }

    /// <summary>The file of the checkpoint of which this is a copy. Where the original is gone, too, more than a header must agree: when in
    /// doubt a file is new.</summary>
    KnownFile? FindCopied(SafeFileHandle handle, FileStatus status, TailLook look) => _unfound.Count == 0 ? null : _unfound.Values
        .Where(known => (known.IsUnmistakable || look.Places.Any(known.IsAt)) && known.MayBeIn(FileBytes.Of(handle), status.SizeBytes))
        .MaxBy(known => known.Position);

    /// <summary>Whether a file only repeats a known one, and has not done so for long.</summary>
    bool MayBeCopy(SafeFileHandle handle, FileStatus status)
    {
        if (!_files.Values.Any(file => file.WasSeen && file.MayHaveCopy(handle))) return false;
        var place = (status.Device, status.Inode);
        if (!_copiesSince.TryGetValue(place, out var since)) _copiesSince[place] = since = clock.GetTimestamp();
        return clock.GetElapsedTime(since) < s_copyPatience;
    }

    string NewId(FileIdentity identity)
    {
        while (_ids.Contains(IdPrefix + identity)) identity = identity with { Generation = identity.Generation + 1 };
        _ids.Add(IdPrefix + identity);
        return IdPrefix + identity;
    }

    void TakeFound(KnownFile known) => _unfound.Remove(known.Id);

    bool AddKnown(KnownFile known, string path, SafeFileHandle handle, FileStatus status)
    {
        var file = new TailFile(known.Id, known.Identity, path, handle, options, clock);
        file.SeekIn(handle, known.Position, known.Note?.Mark);
        if (known.Note is { } note && note.Path != path) file.NoteRenamed();
        TakeFound(known);
        return Add(file, status);
    }

    bool Add(TailFile file, FileStatus status)
    {
        if (FindOlder(file) is { } older) file.WaitFor(older);
        else if (Packed.Files.LastOrDefault(packed => packed.Backlog > 0) is { } packed) file.WaitFor(packed);
        _byPlace[(status.Device, status.Inode, status.BornNs)] = _files[file.Id] = file;
        if (_openCount < options.MaxOpen) _openCount++;
        else file.Close();
        return true;
    }

    /// <summary>Of the files with lines to read the one that was written last before another.</summary>
    TailFile? FindOlder(TailFile file)
    {
        TailFile? found = null;
        foreach (var other in _files.Values)
            if (!other.IsEnded && !other.IsDrained && other.Status.ModifiedNs <= file.Status.ModifiedNs
                && (found is null || other.Status.ModifiedNs >= found.Status.ModifiedNs)) found = other;
        return found;
    }

    void Forget()
    {
        foreach (var ended in _files.Values.Where(file => file.IsEnded).ToList())
        {
            _files.Remove(ended.Id);
            Packed.AddFinished(ended);
            if (_byPlace.FirstOrDefault(pair => pair.Value == ended) is { Value: not null } place) _byPlace.Remove(place.Key);
        }
    }
}
