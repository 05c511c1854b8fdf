using Tally.Engine.State;

namespace Tally.Agent.Tail;

// Rotated files that logrotate has compressed.
//
// What such a file holds was, as a rule, read before it was compressed: then it begins as a file that is known and is as long, and nothing is left to
// do. It may have been rotated and compressed while nobody looked: then it goes on where that file was. What begins like no file that is known is new.
// A file is looked into when it is complete, that is, when it can be unpacked to its end.

/// <summary>The compressed files that match the path of a tail source.</summary>
sealed class PackedFiles(TailOptions options, TimeProvider clock) : IAsyncDisposable
{
    const int MaxKnown = 2000;

    static readonly TimeSpan s_stillAfter = TimeSpan.FromSeconds(5);

    readonly Dictionary<(ulong Device, ulong Inode, long BornNs), Entry> _entries = [];
    readonly LinkedHashMap<FileIdentity, Known> _known = new();
    string _prefix = "";

    /// <summary>Those that have or had something to read, the oldest first.</summary>
    public IEnumerable<PackedFile> Files => _entries.Values.Where(entry => entry.File is not null).OrderBy(entry => entry.Status.ModifiedNs).Select(entry => entry.File!);

    public static bool IsPacked(string path) => path.EndsWith(".gz", StringComparison.Ordinal);

    public void Remember(IReadOnlyDictionary<FileIdentity, string> identities, IReadOnlyDictionary<string, long> positions, string prefix)
    {
        _prefix = prefix;
        foreach (var (identity, id) in identities) _known[identity] = new(id, positions[id], null);
    }

    /// <summary>A file is followed, or has just been let go.</summary>
    public void Register(TailFile file)
    {
        _known[file.Identity] = new(file.Id, 0, file);
        if (_known.Count > MaxKnown) _known.RemoveFirst();
        foreach (var entry in _entries.Values)
            if (entry.File?.Id == file.Id) entry.File = null;
    }

    /// <summary>Looks at the compressed ones among some paths.</summary>
    /// <param name="prefix">What the ids of new ones begin with.</param>
    /// <param name="isStarted">Whether there was a look before, in this life or an earlier one.</param>
    public void Scan(IEnumerable<string> paths, string prefix, bool isStarted)
    {
        _prefix = prefix;
        var seen = new HashSet<Entry>();
        foreach (var path in paths.Where(IsPacked))
            if (Find(path, isStarted) is { } entry && seen.Add(entry) && !entry.IsDecided) Decide(entry, path);
        foreach (var (place, entry) in _entries.Where(pair => !seen.Contains(pair.Value)).ToList())
        {
            if (entry.File is { } file) file.IsUnlinked = true;
            if (entry.File is null or { Backlog: 0 }) _entries.Remove(place);
        }
        PackedFile? older = null;
        foreach (var file in Files)
        {
            file.Older = older is { Backlog: > 0 } ? older : null;
            older = file;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var file in Files) await file.DisposeAsync();
    }

    Entry? Find(string path, bool isStarted)
    {
        using var handle = TailSource.Open(path);
        if (handle is null) return null;
        var status = FileStatus.Of(handle);
        var place = (status.Device, status.Inode, status.BornNs);
        if (!_entries.TryGetValue(place, out var entry)) _entries[place] = entry = new() { IsOld = !isStarted };
        // While it is being written it is let be.
        entry.IsStill = entry.Status.SizeBytes == status.SizeBytes || clock.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(status.ModifiedNs / 1_000_000) > s_stillAfter;
        entry.Status = status;
        if (entry.File is { } file) file.Path = path;
        return entry;
    }

    void Decide(Entry entry, string path)
    {
        if (!entry.IsStill || entry.Status.SizeBytes == entry.FailedAtBytes) return;
        try
        {
            using var bytes = new PackedBytes(path);
            var (beginning, size) = Measure(bytes);
            entry.IsDecided = true;
            if (size == 0) return;
            if (FindKnown(entry.Status, beginning, size) is { } known) entry.File = known.File is null ? Take(known.Id, known.Position) : null;
            else if (!(entry.IsOld && options.FromEnd)) entry.File = Take($"{_prefix}{FileIdentity.OfBytes(entry.Status, beginning)}", 0);

            PackedFile Take(string id, long position) => new(id, path, position, size, options, clock);
        }
        catch (Exception error) when (error is InvalidDataException or IOException)
        {
            // Not complete yet, or damaged: it is tried again when it changes.
            entry.FailedAtBytes = entry.Status.SizeBytes;
        }
    }

    static (byte[] Beginning, long Size) Measure(PackedBytes bytes)
    {
        var buffer = new byte[64 * 1024];
        var size = (long)bytes.Read(buffer, 0);
        var beginning = buffer[..(int)Math.Min(size, FileIdentity.MaxPrefix)];
        for (var read = size; read > 0; size += read) read = bytes.Read(buffer, size);
        return (beginning, size);
    }

    /// <summary>The file that it was. Many files may begin alike: one that is followed must have the same length or the same time, which gzip keeps.</summary>
    Known? FindKnown(FileStatus status, byte[] beginning, long size)
    {
        Known? found = null;
        foreach (var (identity, known) in _known)
        {
            if (!identity.Begins(beginning) || known.Position > size) continue;
            if (known.File is { } file)
            {
                if (file.Position == size || file.SizeBytes == size || file.ModifiedNs / 1_000_000_000 == status.ModifiedNs / 1_000_000_000) return known;
                continue;
            }
            if (found is null || known.Position == size || (found.Position != size && known.Position > found.Position)) found = known;
        }
        return found;
    }

    /// <summary>A file that was read, here or in an earlier life.</summary>
    /// <param name="Position">How far it was read in an earlier life.</param>
    /// <param name="File">The file that was followed in this life, to its end.</param>
    sealed record Known(string Id, long Position, TailFile? File);

    /// <summary>What is known of one compressed file.</summary>
    sealed class Entry
    {
        public FileStatus Status { get; set; } = new(0, 0, 0, 0, -1, 0);

        public long FailedAtBytes { get; set; } = -1;

        /// <summary>Whether it was there when the source was first opened.</summary>
        public bool IsOld { get; init; }

        public bool IsStill { get; set; }

        public bool IsDecided { get; set; }

        /// <summary>Its lines; null when they were read from the file before it was compressed.</summary>
        public PackedFile? File { get; set; }
    }
}
