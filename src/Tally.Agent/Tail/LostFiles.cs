namespace Tally.Agent.Tail;

// Files of the checkpoint that the path does not lead to after a start.
//
// They were rotated while nobody looked: to a name that does not match, into a folder beside, behind a link that now leads elsewhere,
// compressed. So every
// file beside their old name, beside what the name was a link to, and in the folders directly below is looked at once, and told by place
// and content. Files
// beside them that are newer, and have their name with a number or date, were rotated in between and are read whole.
//
// What is found nowhere is told: how many bytes are known to be unread, or that nobody can know.

/// <summary>Looks for files of the checkpoint around the places where they were, and keeps account of those that are lost.</summary>
sealed class LostFiles(TailPaths paths, IReadOnlyList<KnownFile> known, TimeProvider clock)
{
    const int MaxNames = 50_000;
    const long RecentNs = 3600L * 1_000_000_000;

    static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    readonly long _startedAt = clock.GetTimestamp();
    readonly Dictionary<string, string> _notes = [];
    readonly HashSet<string> _folders = [.. known.Where(file => file.Note is { IsDone: false })
        .SelectMany(file => new[] { file.Note!.Path, file.Note.RealPath }).Select(path => Path.GetDirectoryName(path)!).Distinct()];
    List<string> _found = [];
    List<string> _losses = [];
    bool _isJudged;

    /// <summary>Whether the folders were looked through.</summary>
    public bool IsSearched { get; private set; }

    /// <summary>The paths outside of the pattern that were looked at; they stay in sight as long as they are there.</summary>
    public IReadOnlyList<string> StillRead => _found;

    /// <summary>When the youngest known file was last written, as the checkpoint knew it.</summary>
    public long NewestNs { get; } = known.Max(file => file.Note?.Status.ModifiedNs ?? long.MaxValue);

    /// <summary>What is lost, for an operator.</summary>
    public IReadOnlyList<string> Losses => _losses;

    /// <summary>Bytes that were known to be there and unread.</summary>
    public long LostBytes { get; private set; }

    /// <summary>The note that a checkpoint is to keep of a file from now on, or null: it stays.</summary>
    public string? NoteOf(string id) => _notes.GetValueOrDefault(id);

    /// <summary>Whether a file lies in a folder where known files were.</summary>
    public bool IsBeside(string path) => _folders.Contains(Path.GetDirectoryName(path)!);

    /// <summary>Whether a file has the name of a known one with a number or date.</summary>
    public bool IsGeneration(string path)
    {
        var name = Path.GetFileName(path);
        var plain = Packing.Suffixes.FirstOrDefault(suffix => name.EndsWith(suffix, StringComparison.Ordinal)) is { } packed
            ? name[..^packed.Length]
            : name;
        return known.Any(file => file.Note is { IsDone: false } note && IsBeside(path)
            && TailPaths.IsNumbered(plain, Path.GetFileName(note.RealPath))
            && Path.GetDirectoryName(note.RealPath) == Path.GetDirectoryName(path));
    }

    /// <summary>The files in and below the folders where known files were.</summary>
    /// <param name="seen">Those that were looked at already.</param>
    public IReadOnlyList<string> Search(IReadOnlySet<string> seen)
    {
        IsSearched = true;
        var found = new HashSet<string>();
        foreach (var folder in _folders)
        {
            foreach (var name in NativeFiles.List(folder) ?? [])
            {
                var path = Path.Combine(folder, name);
                if (FileStatus.Of(NativeFiles.Bytes(path)) is { IsFolder: true })
                    found.UnionWith((NativeFiles.List(path) ?? []).Select(below => Path.Combine(path, below)));
                else found.Add(path);
                if (found.Count > MaxNames) break;
            }
        }
        found.ExceptWith(seen);
        return _found = [.. found.Where(path => FileStatus.Of(NativeFiles.Bytes(path)) is { IsRegular: true })];
    }

    /// <summary>Once all had time to be recognized: says what is not there any more.</summary>
    /// <param name="unfound">The files that were not found.</param>
    /// <param name="isSettled">Whether no file is left that may still turn out to be one of them.</param>
    public void Judge(IEnumerable<KnownFile> unfound, bool isSettled)
    {
        if (_isJudged || !isSettled || clock.GetElapsedTime(_startedAt) < s_patience) return;
        _isJudged = true;
        _found = [];
        foreach (var file in unfound)
            if (file.Note is { IsDone: false } note) Tell(file, note);
    }

    void Tell(KnownFile file, FileNote note)
    {
        var unread = Math.Max(0, note.Status.SizeBytes - file.Position);
        // One that was long silent, and read to its end, was deleted as rotation does it.
        if (unread == 0 && note.Status.ModifiedNs < NewestNs - RecentNs) return;
        if (unread == 0 && paths.Find().Count == 0) return;
        LostBytes += unread;
        var name = NativeFiles.Show(note.Path);
        _losses = [.. _losses, unread > 0
            ? $"{name} is not to be found any more, under whatever name: {unread} bytes of it were not read"
            : $"{name} is not to be found any more, under whatever name: what was written to it behind byte {file.Position} while nobody "
                + "looked is missing"];
        _notes[file.Id] = (note with { IsDone = true }).ToString();
    }
}
