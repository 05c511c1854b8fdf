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
// A file that no longer begins as it did was truncated or replaced in place. If its bytes stand in another, unknown file, that one is the
// copy (logrotate's copytruncate) and reading goes on there; what remains at the old name is a new file. Bytes that were written
// between the copy and the truncation are gone: no reader can have them.

/// <summary>The files that match a path, each a partition.</summary>
sealed class TailSource(TailOptions options, TimeProvider clock) : ISource
{
    readonly Dictionary<string, TailFile> _files = [];
    readonly Dictionary<FileIdentity, string> _remembered = [];
    IReadOnlyDictionary<string, long> _positions = new Dictionary<string, long>();
    bool _started;

    public void Remember(IReadOnlyDictionary<string, long> positions)
    {
        var prefix = IdPrefix;
        _positions = positions;
        foreach (var id in positions.Keys)
            if (id.StartsWith(prefix, StringComparison.Ordinal) && FileIdentity.Parse(id.AsSpan(prefix.Length)) is { } identity) _remembered[identity] = id;
        _started |= _remembered.Count > 0;
    }

    public ValueTask<IReadOnlyList<ISourcePartition>> ListPartitionsAsync(CancellationToken cancellation)
    {
        foreach (var file in _files.Values) file.WasSeen = false;
        var strangers = new List<(string Path, SafeFileHandle Handle)>();
        foreach (var path in FindPaths()) Look(path, strangers);
        foreach (var (path, handle) in strangers) Adopt(path, handle);
        foreach (var file in _files.Values) file.IsGone = !file.WasSeen;
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
        var handle = Open(path);
        if (handle is null) return;
        if (_files.Values.FirstOrDefault(file => file.Identity.IsIn(handle)) is { } known)
        {
            handle.Dispose();
            known.Path = path;
            known.WasSeen = true;
            return;
        }
        if (RandomAccess.GetLength(handle) == 0) handle.Dispose();
        else strangers.Add((path, handle));
    }

    /// <summary>A file that is not open yet: one of the checkpoint, the copy of one that was truncated, or a new one.</summary>
    void Adopt(string path, SafeFileHandle handle)
    {
        foreach (var (identity, id) in _remembered)
        {
            if (_files.ContainsKey(id) || !identity.IsIn(handle)) continue;
            Add(new(id, identity, path, handle, options, clock));
            return;
        }
        if (_files.Values.FirstOrDefault(file => !file.WasSeen && file.Identity.PrefixLength > 0 && file.Identity.StillBeginsIn(handle) && file.WasTruncated) is { } truncated)
        {
            truncated.MoveTo(path, handle);
            truncated.WasSeen = true;
            return;
        }
        foreach (var (identity, id) in _remembered)
        {
            if (_files.ContainsKey(id) || identity.PrefixLength < FileIdentity.MaxPrefix || !identity.StillBeginsIn(handle) || Exists(identity)) continue;
            Add(new(id, identity, path, handle, options, clock));
            return;
        }
        var own = FileIdentity.Of(handle);
        var added = new TailFile(IdPrefix + own, own, path, handle, options, clock);
        if (options.FromEnd && !_started) added.SeekToEnd();
        Add(added);
    }

    void Add(TailFile file)
    {
        file.WasSeen = true;
        if (_positions.TryGetValue(file.Id, out var position)) file.Seek(position);
        _files[file.Id] = file;
    }

    /// <summary>Whether a remembered file is still there under any name.</summary>
    bool Exists(FileIdentity identity)
    {
        foreach (var path in FindPaths())
        {
            using var handle = Open(path);
            if (handle is not null && identity.IsIn(handle)) return true;
        }
        return false;
    }

    IEnumerable<string> FindPaths()
    {
        if (Directory.Exists(options.Path)) return Directory.EnumerateFiles(options.Path).Where(IsText).Order(StringComparer.Ordinal);
        var folder = Path.GetDirectoryName(options.Path)!;
        if (!Directory.Exists(folder)) return [];
        var pattern = Path.GetFileName(options.Path);
        return Directory.EnumerateFiles(folder).Where(path => FileSystemName.MatchesSimpleExpression(pattern, Path.GetFileName(path), ignoreCase: false) && IsText(path)).Order(StringComparer.Ordinal);
    }

    static bool IsText(string path) => !path.EndsWith(".gz", StringComparison.Ordinal);

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
