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

/// <summary>The files that match a path, each a partition.</summary>
sealed class TailSource(TailOptions options, TimeProvider clock) : ISource
{
    static readonly TimeSpan s_copyPatience = TimeSpan.FromSeconds(10);

    readonly Dictionary<string, TailFile> _files = [];
    readonly Dictionary<FileIdentity, string> _remembered = [];
    readonly HashSet<string> _ids = [];
    readonly Dictionary<(ulong Device, ulong Inode), long> _copiesSince = [];
    IReadOnlyDictionary<string, long> _positions = new Dictionary<string, long>();
    bool _started;

    public void Remember(IReadOnlyDictionary<string, long> positions)
    {
        var prefix = IdPrefix;
        _positions = positions;
        foreach (var id in positions.Keys)
            if (id.StartsWith(prefix, StringComparison.Ordinal) && FileIdentity.Parse(id.AsSpan(prefix.Length)) is { } identity) _remembered[identity] = id;
        _ids.UnionWith(_remembered.Values);
        _started |= _remembered.Count > 0;
    }

    public ValueTask<IReadOnlyList<ISourcePartition>> ListPartitionsAsync(CancellationToken cancellation)
    {
        foreach (var file in _files.Values) file.StartLook();
        var strangers = new List<(string Path, SafeFileHandle Handle)>();
        foreach (var path in FindPaths()) Look(path, strangers);
        foreach (var (path, handle) in strangers)
            if (!Adopt(path, handle)) handle.Dispose();
        foreach (var file in _files.Values) file.EndLook();
        foreach (var ended in _files.Values.Where(file => file.IsEnded).ToList()) _files.Remove(ended.Id);
        _started = true;
        return new([.. _files.Values]);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var file in _files.Values) await file.DisposeAsync();
    }

    string IdPrefix => $"tail:{options.Agent}:";

    /// <summary>Matches what is at a path with the files that are known; what is not known joins the strangers.</summary>
    void Look(string path, List<(string Path, SafeFileHandle Handle)> strangers)
    {
        if (Open(path) is not { } handle || See(path, handle)) return;
        if (RandomAccess.GetLength(handle) == 0) handle.Dispose();
        else strangers.Add((path, handle));
    }

    bool See(string path, SafeFileHandle handle)
    {
        var status = FileStatus.Of(handle);
        if (_files.Values.FirstOrDefault(file => file.IsIn(handle, status)) is not { } known) return false;
        known.See(path, handle);
        return true;
    }

    /// <summary>Takes in a file that is not open yet: one of the checkpoint, the copy of one that was truncated, or a new one. False when it must wait.</summary>
    bool Adopt(string path, SafeFileHandle handle)
    {
        // A rename during the listing shows a file twice.
        if (See(path, handle)) return true;
        var status = FileStatus.Of(handle);
        if (FindRemembered(identity => identity.IsIn(handle, status), status.SizeBytes) is { } same) return Add(same, path, handle);
        if (_files.Values.FirstOrDefault(file => file.HasMovedTo(handle, status)) is { } truncated)
        {
            truncated.MoveTo(path, handle);
            return true;
        }
        if (MayBeCopy(handle, status)) return false;
        if (FindRemembered(identity => identity.PrefixLength == FileIdentity.MaxPrefix && identity.StillBeginsIn(handle) && !Exists(identity), status.SizeBytes) is { } original) return Add(original, path, handle);
        if (FileIdentity.Of(handle) is not { } own) return false;
        while (_ids.Contains(IdPrefix + own)) own = own with { Generation = own.Generation + 1 };
        var added = Add(own, path, handle);
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

    bool Add(FileIdentity identity, string path, SafeFileHandle handle)
    {
        var file = new TailFile(IdPrefix + identity, identity, path, handle, options, clock);
        if (_positions.TryGetValue(file.Id, out var position)) file.Seek(position);
        _files[file.Id] = file;
        _remembered.Remove(identity);
        _ids.Add(file.Id);
        return true;
    }

    /// <summary>Whether a remembered file is still there under any name.</summary>
    bool Exists(FileIdentity identity)
    {
        foreach (var path in FindPaths())
        {
            using var handle = Open(path);
            if (handle is not null && identity.IsIn(handle, FileStatus.Of(handle))) return true;
        }
        return false;
    }

    IReadOnlyList<string> FindPaths()
    {
        try
        {
            return [.. ListPaths().Where(path => !path.EndsWith(".gz", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
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

    static SafeFileHandle? Open(string path)
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
