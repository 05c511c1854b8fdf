using System.Globalization;

namespace Tally.Log.Files;

/// <summary>The file by which one process owns a directory; the system releases it when the process dies.</summary>
sealed class DirectoryLock : IDisposable
{
    const string LockName = ".lock";
    const string OwnerName = ".owner"; // apart, because a locked file cannot be read

    readonly FileStream _file;

    public DirectoryLock(string directory)
    {
        var path = Path.Combine(directory, LockName);
        var ownerPath = Path.Combine(directory, OwnerName);
        try
        {
            _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException error) when (File.Exists(path))
        {
            throw new LogException(LogErrorKind.Unavailable,
                $"The directory '{directory}' is in use by process {Owner(ownerPath)}. Stop that process, or give this one another "
                    + $"directory.", error);
        }
        File.WriteAllText(ownerPath, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
    }

    public void Dispose() => _file.Dispose();

    static string Owner(string path)
    {
        try
        {
            return File.ReadAllText(path) is { Length: > 0 } id ? id : "(just starting)";
        }
        catch (IOException)
        {
            return "(unknown)";
        }
    }
}
