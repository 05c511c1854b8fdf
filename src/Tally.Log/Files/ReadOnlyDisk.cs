namespace Tally.Log.Files;

/// <summary>A disk that refuses every change.</summary>
sealed class ReadOnlyDisk(IDisk disk) : IDisk
{
    public IFile Open(string path, bool readOnly = false) => disk.Open(path, readOnly: true);

    public IFile Create(string path) => throw Refused(path);

    public bool Exists(string path) => disk.Exists(path);

    public long SizeBytes(string path) => disk.SizeBytes(path);

    public IReadOnlyList<string> ListFiles(string directory) => disk.ListFiles(directory);

    public IReadOnlyList<string> ListDirectories(string directory) => disk.ListDirectories(directory);

    public void CreateDirectory(string path) => throw Refused(path);

    public void Delete(string path) => throw Refused(path);

    public void Rename(string from, string to) => throw Refused(from);

    public void SyncDirectory(string path) => throw Refused(path);

    public IDisposable Lock(string path) => throw Refused(path);

    static IOException Refused(string path) => new($"'{path}' is open for reading only");
}
