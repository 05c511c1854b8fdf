using System.Collections.Concurrent;
using Tally.Log.Files;

namespace Tally.Testing.Files;

/// <summary>A disk in memory that forgets what was not synced, fails when told to, and stops at a chosen operation.</summary>
public sealed class SimulatedDisk(Random random) : IDisk
{
    // Flushes come from other threads; a listing must not break when they change names.
    readonly ConcurrentDictionary<string, bool> _directories = [];
    readonly ConcurrentDictionary<string, SimulatedInode> _names = [];
    readonly ConcurrentDictionary<string, SimulatedInode> _syncedNames = [];
    int _generation;

    /// <summary>How many changing operations are left until the machine stops; negative for never.</summary>
    public int OperationsLeft { get; set; } = -1;

    /// <summary>How many of the next writes fail, having written a part.</summary>
    public int FailingWrites { get; set; }

    /// <summary>How many of the next syncs of files fail.</summary>
    public int FailingSyncs { get; set; }

    /// <summary>How many of the next creations, renames, deletions and truncations fail.</summary>
    public int FailingChanges { get; set; }

    /// <summary>How many reads of files succeed before one fails; negative for all.</summary>
    public int ReadsUntilFailure { get; set; } = -1;

    /// <summary>Hears of every changing operation, to follow one seed.</summary>
    public Action<string>? Trace { get; init; }

    /// <summary>Whether the machine stands still.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>The content of a file, or a new one that is on disk at once.</summary>
    public byte[] this[string path]
    {
        get => _names[path].Content.ToArray();
        set
        {
            _syncedNames[path] = _names[path] = new SimulatedInode();
            _names[path].Write(value, 0);
            _names[path].Sync();
        }
    }

    /// <summary>The paths of all files.</summary>
    public IEnumerable<string> Paths => _names.Keys.Order(StringComparer.Ordinal);

    /// <summary>Stops the process; the page cache stays.</summary>
    public void Kill() => IsStopped = true;

    /// <summary>Starts the machine again, after a loss of power or only of the process; files opened before are of no use any
    /// more.</summary>
    public void Restart(bool losesPower)
    {
        _generation++;
        Trace?.Invoke($"restart, power lost: {losesPower}");
        IsStopped = false;
        (OperationsLeft, FailingWrites, FailingSyncs, FailingChanges, ReadsUntilFailure) = (-1, 0, 0, 0, -1);
        if (!losesPower) return;
        foreach (var path in _names.Keys.Union(_syncedNames.Keys).Order(StringComparer.Ordinal).ToList())
        {
            if (random.Next(2) == 0) Copy(_syncedNames, _names, path); // an entry that was not synced may be on disk or not
        }
        foreach (var inode in _names.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => entry.Value).Distinct())
            inode.Crash(random);
        _syncedNames.Clear();
        foreach (var (path, inode) in _names) _syncedNames[path] = inode;
    }

    public IFile Open(string path, bool readOnly = false)
    {
        ThrowIfStopped();
        return _names.TryGetValue(path, out var inode) ? new SimulatedFile(this, path, inode) : throw new FileNotFoundException(path);
    }

    public IFile Create(string path)
    {
        Change($"create {path}");
        return new SimulatedFile(this, path, _names[path] = new SimulatedInode());
    }

    public bool Exists(string path)
    {
        ThrowIfStopped();
        return _names.ContainsKey(path);
    }

    public long SizeBytes(string path)
    {
        ThrowIfStopped();
        return _names.TryGetValue(path, out var inode) ? inode.SizeBytes : throw new FileNotFoundException(path);
    }

    public IReadOnlyList<string> ListFiles(string directory) => Names(directory, _names.Keys);

    public IReadOnlyList<string> ListDirectories(string directory) => Names(directory, _directories.Keys);

    public void CreateDirectory(string path)
    {
        ThrowIfStopped();
        for (string? at = path; at is not null; at = Path.GetDirectoryName(at)) _directories.TryAdd(at, true);
    }

    public void Delete(string path)
    {
        if (!Exists(path)) return;
        Change($"delete {path}");
        _names.TryRemove(path, out _);
    }

    public void Rename(string from, string to)
    {
        Change($"rename {from}");
        if (!_names.TryRemove(from, out var inode)) throw new FileNotFoundException(from);
        _names[to] = inode;
    }

    public void SyncDirectory(string path)
    {
        Step($"sync directory {path}");
        if (FailingSyncs > 0)
        {
            FailingSyncs--;
            AllowMark();
            throw new IOException("simulated failure of fsync of a directory");
        }
        foreach (var name in _names.Keys.Union(_syncedNames.Keys).Where(name => Path.GetDirectoryName(name) == path).ToList())
            Copy(_names, _syncedNames, name);
    }

    public IDisposable Lock(string path) => new MemoryStream();

    static void Copy(ConcurrentDictionary<string, SimulatedInode> from, ConcurrentDictionary<string, SimulatedInode> to, string path)
    {
        if (from.TryGetValue(path, out var inode)) to[path] = inode;
        else to.TryRemove(path, out _);
    }

    string[] Names(string directory, IEnumerable<string> paths)
    {
        ThrowIfStopped();
        return
        [
            .. paths
                .Where(path => Path.GetDirectoryName(path) == directory)
                .Select(path => Path.GetFileName(path))
                .Order(StringComparer.Ordinal),
        ];
    }

    void Change(string what)
    {
        Step(what);
        if (FailingChanges == 0) return;
        FailingChanges--;
        throw new IOException("simulated: no space left on device");
    }

    void Step(string what)
    {
        ThrowIfStopped();
        Trace?.Invoke($"{what} (failing writes {FailingWrites}, syncs {FailingSyncs}, changes {FailingChanges}; left {OperationsLeft})");
        if (OperationsLeft < 0) return;
        if (OperationsLeft-- > 0) return;
        IsStopped = true;
        throw new SimulatedCrashException();
    }

    void ThrowIfStopped()
    {
        if (IsStopped) throw new SimulatedCrashException();
    }

    sealed class SimulatedFile(SimulatedDisk disk, string path, SimulatedInode inode) : IFile
    {
        readonly int _generation = disk._generation;

        public long SizeBytes => inode.SizeBytes;

        public int Read(Span<byte> buffer, long position)
        {
            ThrowIfOld();
            if (disk.ReadsUntilFailure >= 0 && disk.ReadsUntilFailure-- == 0) throw new IOException("simulated: input/output error");
            var content = inode.Content;
            var count = (int)Math.Clamp(content.Length - position, 0, buffer.Length);
            content.Slice((int)Math.Min(position, content.Length), count).CopyTo(buffer);
            return count;
        }

        public void Write(ReadOnlySpan<byte> bytes, long position)
        {
            ThrowIfOld();
            if (disk.OperationsLeft == 0 || disk.FailingWrites > 0)
            {
                inode.Write(bytes[..disk.NextPart(bytes.Length)], position);
                disk.Step($"write {bytes.Length} at {position} of {path}, fails");
                disk.FailingWrites--;
                throw new IOException("simulated: no space left on device");
            }
            disk.Step($"write {bytes.Length} at {position} of {path}");
            inode.Write(bytes, position);
        }

        public void Truncate(long sizeBytes)
        {
            ThrowIfOld();
            disk.Change($"truncate {path} to {sizeBytes}");
            inode.Truncate(sizeBytes);
        }

        public void Sync()
        {
            ThrowIfOld();
            disk.Step($"sync {path}");
            if (disk.FailingSyncs == 0)
            {
                inode.Sync();
                return;
            }
            disk.FailingSyncs--;
            disk.AllowMark();
            inode.FailSync(disk.NextRandom);
            throw new IOException("simulated failure of fsync");
        }

        public void Dispose() { }

        void ThrowIfOld()
        {
            if (_generation != disk._generation) throw new SimulatedCrashException();
            disk.ThrowIfStopped();
        }
    }

    // Not everything at once: a failed sync can leave its mark before the next misfortune. docs/formats/log.md names this limit.
    void AllowMark()
    {
        FailingChanges = 0;
        if (OperationsLeft >= 0) OperationsLeft++;
    }

    Random NextRandom => random;

    int NextPart(int size) => random.Next(size + 1);
}
