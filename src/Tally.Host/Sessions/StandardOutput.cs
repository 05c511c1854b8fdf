using Microsoft.Win32.SafeHandles;

namespace Tally.Host.Sessions;

/// <summary>Standard output as a stream that tells when nobody reads it any more.</summary>
static class StandardOutput
{
    /// <summary>Opens it. Into a pipe, a write after the reader has left throws; the console's own stream would go on in silence.</summary>
    public static Stream Open()
    {
        var direct = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, 1);
        // A file is shared with whoever writes to it next, and a direct stream would not move the place where that happens.
        return direct.CanSeek ? Console.OpenStandardOutput() : direct;
    }
}
