using Microsoft.Win32.SafeHandles;

namespace Tally.Log.Files;

/// <summary>A file of this machine, read and written at explicit positions without a managed buffer.</summary>
sealed class RealFile(SafeFileHandle handle) : IFile
{
    public long SizeBytes => RandomAccess.GetLength(handle);

    public int Read(Span<byte> buffer, long position)
    {
        var total = 0;
        while (total < buffer.Length)
        {
            var count = RandomAccess.Read(handle, buffer[total..], position + total);
            if (count == 0) break;
            total += count;
        }
        return total;
    }

    public void Write(ReadOnlySpan<byte> bytes, long position) => RandomAccess.Write(handle, bytes, position);

    public void Truncate(long sizeBytes) => RandomAccess.SetLength(handle, sizeBytes);

    public void Sync() => RandomAccess.FlushToDisk(handle);

    public void Dispose() => handle.Dispose();
}
