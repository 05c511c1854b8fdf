using Microsoft.Win32.SafeHandles;

namespace Tally.Agent.Tail;

/// <summary>What names of files lead to.</summary>
static class FileLinks
{
    const string DeletedMark = " (deleted)";

    /// <summary>The name that an open file has now, behind all links; null when it has none any more, or the system does not
    /// tell.</summary>
    public static string? PathOf(SafeFileHandle file)
    {
        if (!OperatingSystem.IsLinux() || file.IsClosed) return null;
        try
        {
            var path = new FileInfo($"/proc/self/fd/{file.DangerousGetHandle()}").LinkTarget;
            return path is null || path.EndsWith(DeletedMark, StringComparison.Ordinal) ? null : path;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
