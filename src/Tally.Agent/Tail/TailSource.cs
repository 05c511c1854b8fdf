using System.IO.Enumeration;
using Microsoft.Win32.SafeHandles;
using Tally.Engine.Connectors;

namespace Tally.Agent.Tail;

// Following files.
//
// A file is known by its device, its inode and a hash of its first bytes, never by its name: renamed files go on where they were, and a new
// file that got an old one's inode is a new file. The id of a partition says all of it, so a checkpoint needs to keep nothing else.
// Files are looked at in intervals; nothing hangs on notifications, which get lost and do not exist on network disks.
//
// A file that a look does not find is not gone: a rename may have hidden it from the listing. It has ended when it has no name at all any more
// and was read to its end; when it has one elsewhere it is read on, closed after a minute of silence, and taken up again when it comes back.
//
// A file that no longer begins as it did, or is shorter than what was read of it, was truncated or replaced in place. If its bytes stand in
// another, unknown file, that one is the copy (logrotate's copytruncate) and reading goes on there; what remains at the old name is a new file.
// The copy is there before the truncation, so a file that only repeats a known one waits a while for what becomes of it. Bytes that were
// written between the copy and the truncation are gone: no reader can have them.
//
// Files are read in the order in which they were last written, so that lines come in the order of time after a stop, too. At most
// so many are open at once: one that was read to its end is closed until it grows.

/// <summary>The files that match a path, each a partition.</summary>
sealed class TailSource(TailOptions options, TimeProvider clock) : ISource
{
    static readonly TimeSpan s_copyPatience = TimeSpan.FromSeconds(10);

    readonly Dictionary<string, TailFile> _files = [];
    readonly Dictionary<(ulong Device, ulong Inode), TailFile> _byInode = [];
    readonly PackedFiles _packed = new(options, clock);
    readonly Dictionary<FileIdentity, string> _remembered = [];
    readonly HashSet<string> _ids = [];
    readonly Dictionary<string, FileIdentity> _copies = [];
    readonly List<TailCopy> _newCopies = [];
    readonly Dictionary<(ulong Device, ulong Inode), long> _copiesSince = [];
    IReadOnlyDictionary<string, long> _positions = new Dictionary<string, long>();
    int _openCount;
    bool _started;

    public void Remember(IReadOnlyDictionary<string, long> positions)
    {
        var prefix = IdPrefix;
        _positions = positions;
        foreach (var id in positions.Keys)
            if (id.StartsWith(prefix, StringComparison.Ordinal) && FileIdentity.Parse(id.AsSpan(prefix.Length)) is { } identity) _remembered[identity] = id;
        foreach (var id in positions.Keys)
            if (id.StartsWith(prefix, StringComparison.Ordinal) && TailCopy.Parse(id) is var (original, place) && original.StartsWith(prefix, StringComparison.Ordinal) && FileIdentity.Parse(original.AsSpan(prefix.Length)) is { } identity) _copies[place] = identity;
        _ids.UnionWith(_remembered.Values);
        _packed.Remember(_remembered, positions, prefix);
        _started |= _remembered.Count > 0;
    }

    public ValueTask<IReadOnlyList<ISourcePartition>> ListPartitionsAsync(CancellationToken cancellation)
    {
        foreach (var file in _files.Values) file.BeginScan();
        if (_files.Values.Count(file => file.IsOpen) >= options.MaxOpen)
            foreach (var file in _files.Values.Where(file => file.IsOpen && file.IsDrained)) file.Close();
        _openCount = _files.Values.Count(file => file.IsOpen);
        var strangers = new List<string>();
        var paths = FindPaths();
        foreach (var path in paths) Scan(path, strangers);
        Reopen();
        _packed.Scan(paths, IdPrefix, _started);
        foreach (var path in strangers.OrderBy(File.GetLastWriteTimeUtc))
            if (Open(path) is { } handle && !Identify(path, handle)) handle.Dispose();
        foreach (var file in _files.Values) file.EndScan();
        foreach (var ended in _files.Values.Where(file => file.IsEnded).ToList()) _files.Remove(ended.Id);
        _started = true;
        var found = new List<ISourcePartition>([.. _files.Values, .. _packed.Files, .. _newCopies]);
        _newCopies.Clear();
        return new(found);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var file in _files.Values) await file.DisposeAsync();
        await _packed.DisposeAsync();
    }

    string IdPrefix => $"tail:{options.Agent}:";

    /// <summary>Matches what is at a path with the files that are known; what is not known joins the strangers.</summary>
    void Scan(string path, List<string> strangers)
    {
        if (PackedFiles.IsPacked(path) || Open(path) is not { } handle || MarkSeen(path, handle)) return;
        if (RandomAccess.GetLength(handle) > 0) strangers.Add(path);
        handle.Dispose();
    }

    bool MarkSeen(string path, SafeFileHandle handle)
    {
        var status = FileStatus.Of(handle);
        if (!_byInode.TryGetValue((status.Device, status.Inode), out var known) || known.IsEnded || !known.IsIn(handle, status))
            known = _files.Values.FirstOrDefault(file => file.IsIn(handle, status));
        if (known is null) return false;
        known.MarkSeen(path, status);
        handle.Dispose();
        return true;
    }

    /// <summary>Opens files with something to read again, in the order in which they were written, as far as there are handles.</summary>
    void Reopen()
    {
        var waiting = _files.Values.Where(file => file.WasSeen && !file.IsOpen && file.SizeBytes > file.Position).OrderBy(file => file.ModifiedNs);
        foreach (var file in waiting.Take(Math.Max(0, options.MaxOpen - _openCount)).ToList())
        {
            if (Open(file.Path) is not { } handle) continue;
            // It may have been renamed since the listing.
            if (file.IsIn(handle, FileStatus.Of(handle))) file.Open(handle);
            else handle.Dispose();
            if (file.IsOpen) _openCount++;
        }
    }

    /// <summary>Takes in a file that is not open yet: one of the checkpoint, the copy of one that was truncated, or a new one. False when it must wait.</summary>
    bool Identify(string path, SafeFileHandle handle)
    {
        // A rename during the listing shows a file twice.
        if (MarkSeen(path, handle)) return true;
        var status = FileStatus.Of(handle);
        if (FindRemembered(identity => identity.IsIn(handle, status), status.SizeBytes) is { } same) return Add(same, path, handle, status);
        if (_copies.TryGetValue(status.Place, out var copied) && copied.StillBeginsIn(handle) && FindRemembered(identity => identity == copied, status.SizeBytes) is { } moved) return Add(moved, path, handle, status);
        if (_files.Values.FirstOrDefault(file => file.HasMovedTo(handle, status)) is { } truncated)
        {
            truncated.MoveTo(path, handle);
            // After a restart nothing but its place tells the copy from a new file that begins alike.
            _copies[status.Place] = truncated.Identity;
            _newCopies.Add(new(truncated.Id, status));
            return true;
        }
        if (MayBeCopy(handle, status)) return false;
        if (FindRemembered(identity => identity.PrefixLength == FileIdentity.MaxPrefix && identity.StillBeginsIn(handle) && !Exists(identity), status.SizeBytes) is { } original) return Add(original, path, handle, status);
        if (FileIdentity.Of(handle) is not { } own) return false;
        while (_ids.Contains(IdPrefix + own)) own = own with { Generation = own.Generation + 1 };
        var added = Add(own, path, handle, status);
        if (options.FromEnd && !_started) _files[IdPrefix + own].SeekToEnd();
        return added;
    }

    /// <summary>The youngest file of the checkpoint that a condition holds for, that is not open, and that was not longer than what is there now.</summary>
    FileIdentity? FindRemembered(Func<FileIdentity, bool> condition, long sizeBytes)
    {
        FileIdentity? found = null;
        foreach (var (identity, id) in _remembered)
            if (!_files.ContainsKey(id) && _positions[id] <= sizeBytes && identity.Generation >= (found?.Generation ?? 0) && condition(identity)) found = identity;
        return found;
    }

    /// <summary>Whether a file only repeats a known one, and has not done so for long.</summary>
    bool MayBeCopy(SafeFileHandle handle, FileStatus status)
    {
        if (!_files.Values.Any(file => file.WasSeen && file.MayHaveCopy(handle))) return false;
        var place = (status.Device, status.Inode);
        if (!_copiesSince.TryGetValue(place, out var since)) _copiesSince[place] = since = clock.GetTimestamp();
        return clock.GetElapsedTime(since) < s_copyPatience;
    }

    bool Add(FileIdentity identity, string path, SafeFileHandle handle, FileStatus status)
    {
        var file = new TailFile(IdPrefix + identity, identity, path, handle, options, clock);
        if (_positions.TryGetValue(file.Id, out var position)) file.Seek(position);
        if (FindOlder(file) is { } older) file.WaitFor(older);
        else if (_packed.Files.LastOrDefault(packed => packed.Backlog > 0) is { } packed) file.WaitFor(packed);
        _packed.Register(file);
        _byInode[(status.Device, status.Inode)] = _files[file.Id] = file;
        _remembered.Remove(identity);
        _ids.Add(file.Id);
        if (_openCount++ < options.MaxOpen) return true;
        file.Close();
        _openCount--;
        return true;
    }

    /// <summary>Of the files with lines to read the one that was written last before another.</summary>
    TailFile? FindOlder(TailFile file)
    {
        TailFile? found = null;
        foreach (var other in _files.Values)
            if (!other.IsEnded && !other.IsDrained && other.ModifiedNs <= file.ModifiedNs && (found is null || other.ModifiedNs >= found.ModifiedNs)) found = other;
        return found;
    }

    /// <summary>Whether a remembered file is still there under any name.</summary>
    bool Exists(FileIdentity identity)
    {
        foreach (var path in FindPaths())
        {
            using var handle = PackedFiles.IsPacked(path) ? null : Open(path);
            if (handle is not null && identity.IsIn(handle, FileStatus.Of(handle))) return true;
        }
        return false;
    }

    IReadOnlyList<string> FindPaths()
    {
        try
        {
            return [.. ListPaths().Order(StringComparer.Ordinal)];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The folder goes, or may not be read, just now: the next look finds it again.
            return [];
        }
    }

    IEnumerable<string> ListPaths()
    {
        if (Directory.Exists(options.Path)) return Directory.EnumerateFiles(options.Path);
        var folder = Path.GetDirectoryName(options.Path)!;
        var pattern = Path.GetFileName(options.Path);
        return Directory.Exists(folder) ? Directory.EnumerateFiles(folder).Where(path => FileSystemName.MatchesSimpleExpression(pattern, Path.GetFileName(path), ignoreCase: false)) : [];
    }

    internal static SafeFileHandle? Open(string path)
    {
        try
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Gone, or not ours to read, just now: the next look finds it again.
            return null;
        }
    }
}
