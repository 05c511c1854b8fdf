using System.Runtime.InteropServices;

namespace Tally.Log.Files;

/// <summary>The disk of this machine.</summary>
public sealed class RealDisk : IDisk
{
    const int OpenReadOnlyCloseOnExec = 0x80000;

    /// <summary>The only instance: it has no state.</summary>
    public static RealDisk Instance { get; } = new();

    RealDisk() { }

    public IFile Open(string path, bool readOnly = false) =>
        new RealFile(File.OpenHandle(path, FileMode.Open, readOnly ? FileAccess.Read : FileAccess.ReadWrite,
            FileShare.ReadWrite | FileShare.Delete));

    public IFile Create(string path)
    {
        File.Delete(path);
        return new RealFile(File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete));
    }

    public bool Exists(string path) => File.Exists(path);

    public long SizeBytes(string path) => new FileInfo(path).Length;

    public IReadOnlyList<string> ListFiles(string directory) => Names(directory, Directory.EnumerateFiles);

    public IReadOnlyList<string> ListDirectories(string directory) => Names(directory, Directory.EnumerateDirectories);

    public void CreateDirectory(string path) => Directory.CreateDirectory(path);

    public void Delete(string path) => File.Delete(path);

    public void Rename(string from, string to) => File.Move(from, to, overwrite: true);

    public void SyncDirectory(string path)
    {
        if (OperatingSystem.IsWindows()) return; // the file system keeps directories itself
        var descriptor = OpenDescriptor(path, OperatingSystem.IsLinux() ? OpenReadOnlyCloseOnExec : 0);
        if (descriptor < 0) throw SystemError("open", path);
        try
        {
            if (SyncDescriptor(descriptor) != 0) throw SystemError("fsync", path);
        }
        finally
        {
            _ = CloseDescriptor(descriptor);
        }
    }

    public IDisposable Lock(string path) => new DirectoryLock(path);

    static string[] Names(string directory, Func<string, IEnumerable<string>> list) =>
        Directory.Exists(directory) ? [.. list(directory).Select(path => Path.GetFileName(path))] : [];

    static IOException SystemError(string call, string path) =>
        new($"{call} of the directory '{path}' failed: {Marshal.GetLastPInvokeErrorMessage()}");

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    static extern int OpenDescriptor([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    static extern int SyncDescriptor(int descriptor);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    static extern int CloseDescriptor(int descriptor);
}
