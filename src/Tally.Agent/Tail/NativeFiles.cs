using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Tally.Agent.Tail;

// Names are bytes.
//
// Linux lets a name be any bytes, and .NET reads them as UTF-8: what is none cannot be opened again. So names are read and files are opened
// here by the
// system's own calls, and a byte that is no UTF-8 is one lone surrogate of a name (U+DC80 to U+DCFF), as Python has it. Files are opened
// without waiting: a
// pipe or a device among them must not hold up the others.

/// <summary>Opens and lists files by names of any bytes, without waiting for anybody.</summary>
static class NativeFiles
{
    const int NonBlocking = 0x800, CloseOnExec = 0x80000;
    const int NameOffset = 19;
    const char FirstLone = '\uDC00';

    /// <summary>Opens a regular file for reading; null when it is gone, no regular file, or not ours to read.</summary>
    /// <param name="problem">Why it was not opened, where an operator should know.</param>
    public static SafeFileHandle? Open(string path, out string? problem)
    {
        problem = null;
        try
        {
            if (!OperatingSystem.IsLinux())
                return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var name = Bytes(path);
            // Opening alone can have an effect on a device.
            if (FileStatus.Of(name) is { } before && !before.IsRegular)
                return Refuse($"{Show(path)} is {before.KindName}, no file: it is left out", out problem);
            var handle = new SafeFileHandle(open(name, NonBlocking | CloseOnExec), ownsHandle: true);
            if (!handle.IsInvalid && FileStatus.Of(handle).IsRegular) return handle;
            if (handle.IsInvalid && Marshal.GetLastPInvokeError() is 13 or 1) problem = $"{Show(path)} may not be read: permission denied";
            if (handle.IsInvalid && Marshal.GetLastPInvokeError() is 23 or 24)
                problem = $"{Show(path)} cannot be opened: too many open files (raise ulimit -n, or lower 'tail.max-open')";
            handle.Dispose();
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Gone, or not ours to read, just now: the next look finds it again.
            problem = error is UnauthorizedAccessException ? $"{path} may not be read: permission denied" : null;
            return null;
        }
    }

    /// <summary>The names in a folder, in no order; null when it is not there or may not be read.</summary>
    public static List<string>? List(string folder)
    {
        if (!OperatingSystem.IsLinux())
            return Directory.Exists(folder)
                ? [.. Directory.EnumerateFileSystemEntries(folder).Select(path => Path.GetFileName(path))]
                : null;
        var stream = opendir(Bytes(folder));
        if (stream == IntPtr.Zero) return null;
        var names = new List<string>();
        while (readdir(stream) is var entry && entry != IntPtr.Zero)
            if (NameAt(entry + NameOffset) is var name && name is not ("." or "..")) names.Add(name);
        closedir(stream);
        return names;
    }

    /// <summary>The bytes of a name, and the zero behind them.</summary>
    public static byte[] Bytes(string path)
    {
        var bytes = new List<byte>(path.Length + 1);
        Span<byte> utf8 = stackalloc byte[4];
        for (var i = 0; i < path.Length; i++)
        {
            if (path[i] is >= '\uDC80' and <= '\uDCFF' && (i == 0 || !char.IsHighSurrogate(path[i - 1])))
                bytes.Add((byte)(path[i] - FirstLone));
            else if (Rune.DecodeFromUtf16(path.AsSpan(i), out var rune, out var used) == System.Buffers.OperationStatus.Done)
            {
                bytes.AddRange(utf8[..rune.EncodeToUtf8(utf8)]);
                i += used - 1;
            }
        }
        bytes.Add(0);
        return [.. bytes];
    }

    /// <summary>A name as people read it.</summary>
    public static string Show(string path) =>
        string.Concat(path.Select(letter => letter is >= '\uDC80' and <= '\uDCFF' ? $"\\x{letter - FirstLone:X2}" : letter.ToString()));

    static SafeFileHandle? Refuse(string reason, out string? problem)
    {
        problem = reason;
        return null;
    }

    static string NameAt(IntPtr start)
    {
        var length = 0;
        while (Marshal.ReadByte(start, length) != 0) length++;
        var bytes = new byte[length];
        Marshal.Copy(start, bytes, 0, length);
        return Name(bytes);
    }

    /// <summary>The name that bytes are.</summary>
    public static string Name(ReadOnlySpan<byte> bytes)
    {
        var name = new StringBuilder(bytes.Length);
        Span<char> utf16 = stackalloc char[2];
        for (var rest = bytes; !rest.IsEmpty;)
        {
            if (Rune.DecodeFromUtf8(rest, out var rune, out var used) == System.Buffers.OperationStatus.Done)
                name.Append(utf16[..rune.EncodeToUtf16(utf16)]);
            else
                foreach (var value in rest[..used]) name.Append((char)(FirstLone + value));
            rest = rest[used..];
        }
        return name.ToString();
    }

    [DllImport("libc", SetLastError = true)]
    static extern int open(byte[] path, int flags);

    [DllImport("libc", SetLastError = true)]
    static extern IntPtr opendir(byte[] path);

    [DllImport("libc", SetLastError = true)]
    static extern IntPtr readdir(IntPtr stream);

    [DllImport("libc", SetLastError = true)]
    static extern int closedir(IntPtr stream);
}
