namespace Tally.Agent.Tail;

// Rotated files that were compressed.
//
// What such a file holds was, as a rule, read before it was compressed: then it holds what a file that is known held, and nothing is left
// to do. It may
// have been rotated and compressed while nobody looked: then it goes on where that file was. What holds nothing that is known is new. A
// file is looked into
// when it is complete, that is, when it can be unpacked to its end, or has been still for long: then it is damaged, and what comes before
// the damage counts.

/// <summary>The compressed files of a tail source.</summary>
sealed class PackedFiles(TailOptions options, TimeProvider clock, TailNotices notices) : IAsyncDisposable
{
    const int MaxFinished = 2000;

    static readonly TimeSpan s_stillAfter = TimeSpan.FromSeconds(5), s_damagedAfter = TimeSpan.FromSeconds(20);

    readonly Dictionary<(ulong Device, ulong Inode, long BornNs), PackedEntry> _entries = [];
    readonly Queue<TailFile> _finished = [];

    /// <summary>Those that have or had something to read, the oldest first.</summary>
    public IEnumerable<PackedFile> Files =>
        _entries.Values.Where(entry => entry.File is not null).OrderBy(entry => entry.Status.ModifiedNs).Select(entry => entry.File!);

    /// <summary>Whether some are not decided on yet: they may be what is still missing.</summary>
    public bool IsUndecided => _entries.Values.Any(entry => !entry.IsDecided && entry.Kind is PackingKind.Gzip or PackingKind.Zstd);

    /// <summary>A followed file is let go: what it held may come back compressed.</summary>
    public void AddFinished(TailFile file)
    {
        _finished.Enqueue(file);
        if (_finished.Count > MaxFinished) _finished.Dequeue();
    }

    /// <summary>Looks at compressed files; those that were there and are not now are gone.</summary>
    /// <param name="found">What is there: paths, kinds, and whether a new one of the name is taken.</param>
    public void Scan(IReadOnlyList<FoundPacked> found, PackedContext context)
    {
        var seen = new HashSet<PackedEntry>();
        foreach (var one in found.OrderBy(one => one.Status.ModifiedNs))
            if (Find(one, context) is var entry && seen.Add(entry) && !entry.IsDecided) Decide(entry, one, context);
        foreach (var (place, entry) in _entries.Where(pair => !seen.Contains(pair.Value)).ToList())
        {
            if (entry.File is { } file) file.IsUnlinked = true;
            if (entry.File is { Backlog: > 0 }) continue;
            _entries.Remove(place);
            notices.Set(About(entry.Path), null);
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

    PackedEntry Find(FoundPacked one, PackedContext context)
    {
        var place = (one.Status.Device, one.Status.Inode, one.Status.BornNs);
        if (!_entries.TryGetValue(place, out var entry)) _entries[place] = entry = new() { IsOld = !context.IsStarted, Kind = one.Kind };
        if (entry.Status.SizeBytes != one.Status.SizeBytes) entry.SameSince = clock.GetTimestamp();
        // While it is being written it is let be.
        entry.IsStill = entry.Status.SizeBytes == one.Status.SizeBytes
            || clock.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(one.Status.ModifiedNs / 1_000_000) > s_stillAfter;
        (entry.Status, entry.Path) = (one.Status, one.Path);
        if (entry.File is { } file) file.Path = one.Path;
        return entry;
    }

    void Decide(PackedEntry entry, FoundPacked one, PackedContext context)
    {
        if (!Packing.IsReadable(one.Kind))
        {
            entry.IsDecided = true;
            if (one.IsNewTaken)
                notices.Set(About(one.Path),
                    $"{NativeFiles.Show(one.Path)} is compressed as {one.Kind.ToString().ToLowerInvariant()}, which cannot be read: what "
                        + "was not read before it was compressed is missing (gzip and zstd can be read)");
            return;
        }
        var isDamaged = clock.GetElapsedTime(entry.SameSince) > s_damagedAfter;
        if (!entry.IsStill || (entry.Status.SizeBytes == entry.FailedAtBytes && !isDamaged)) return;
        try
        {
            using var bytes = new PackedBytes(one.Path, one.Kind);
            var size = Measure(bytes);
            entry.FailedAtBytes = entry.Status.SizeBytes;
            var damage = bytes.Damage ?? (Packing.IsCutOff(one.Path, one.Kind, size) ? "its end is missing" : null);
            if (damage is not null && !isDamaged) return;
            entry.IsDecided = true;
            if (size > 0) entry.File = Take(entry, one, bytes, size, context);
            if (damage is not null && (one.IsNewTaken || entry.File is not null))
                notices.Set(About(one.Path),
                    $"{NativeFiles.Show(one.Path)} is damaged behind the {size} bytes that it holds: {damage}. The lines before are read, "
                        + "the others are missing");
        }
        catch (IOException)
        {
            // Gone just now: it is tried again.
        }
    }

    static string About(string path) => $"content of {path}";

    static long Measure(PackedBytes bytes)
    {
        var buffer = new byte[64 * 1024];
        var size = 0L;
        for (var read = bytes.Read(buffer, 0); read > 0; read = bytes.Read(buffer, size)) size += read;
        return size;
    }

    /// <summary>What of it is to be read: what follows the place to which the file was read that it was, or all of it.</summary>
    PackedFile? Take(PackedEntry entry, FoundPacked one, PackedBytes bytes, long size, PackedContext context)
    {
        ReadAt read = bytes.Read;
        foreach (var file in context.Followed.Concat(_finished))
        {
            if (file.Position > size || file.Position == 0 || !file.Mark.HoldsAll(read)) continue;
            // While its bytes are there in the open they are read there.
            return file.IsOpen || file.Position == size || file.WasSeen ? null : Goes(file.GiveUp(), file.Mark);
        }
        if (context.Unfound.Where(known => known.IsHeldBy(read, size)).MaxBy(known => known.Position) is { } known)
        {
            context.Found(known);
            return known.Position == size ? null : Goes(known.Id, known.Note?.Mark ?? FileMark.At(read, known.Position));
        }
        if (!one.IsNewTaken || (entry.IsOld && options.FromEnd)) return null;
        return FileIdentity.Of(read, entry.Status with { SizeBytes = size }) is { } identity
            ? Goes(context.NewId(identity), FileMark.Empty)
            : null;

        PackedFile Goes(string id, FileMark mark) => new(id, one.Path, one.Kind, mark, entry.Status, size, options, clock);
    }
}

/// <summary>A compressed file that a look found.</summary>
/// <param name="IsNewTaken">Whether it is read when it holds nothing that is known.</param>
readonly record struct FoundPacked(string Path, FileStatus Status, PackingKind Kind, bool IsNewTaken);

/// <summary>What is known while compressed files are looked at.</summary>
/// <param name="Followed">The files that are followed.</param>
/// <param name="Unfound">Those of the checkpoint that were not found yet.</param>
/// <param name="Found">Takes one of them that was found.</param>
/// <param name="NewId">The id of a new one.</param>
/// <param name="IsStarted">Whether there was a look before, in this life or an earlier one.</param>
sealed record PackedContext(IReadOnlyCollection<TailFile> Followed, IReadOnlyCollection<KnownFile> Unfound, Action<KnownFile> Found,
    Func<FileIdentity, string> NewId, bool IsStarted);

/// <summary>What is known of one compressed file.</summary>
sealed class PackedEntry
{
    public FileStatus Status { get; set; } = new(0, 0, 0, 0, -1, 0);

    public string Path { get; set; } = "";

    public PackingKind Kind { get; init; }

    public long FailedAtBytes { get; set; } = -1;

    /// <summary>Since when it has been as long as it is.</summary>
    public long SameSince { get; set; }

    /// <summary>Whether it was there when the source was first opened.</summary>
    public bool IsOld { get; init; }

    public bool IsStill { get; set; }

    public bool IsDecided { get; set; }

    /// <summary>Its lines; null when they were read from the file before it was compressed.</summary>
    public PackedFile? File { get; set; }
}
