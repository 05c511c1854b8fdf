namespace Tally.Testing.Files;

/// <summary>The content of a file: as the page cache has it, as the disk has it, and what lies between.</summary>
public sealed class SimulatedInode
{
    const int SectorSizeBytes = 512;

    readonly List<Change> _pending = [];
    byte[] _disk = [];
    byte[] _cache = [];

    /// <summary>A write, or, without bytes, a new length.</summary>
    readonly record struct Change(long Position, byte[]? Bytes);

    /// <summary>The content as a process sees it.</summary>
    public ReadOnlySpan<byte> Content => _cache;

    /// <summary>The length as a process sees it.</summary>
    public long SizeBytes => _cache.Length;

    public void Write(ReadOnlySpan<byte> bytes, long position)
    {
        _pending.Add(new Change(position, bytes.ToArray()));
        Overwrite(ref _cache, bytes, position);
    }

    public void Truncate(long sizeBytes)
    {
        _pending.Add(new Change(sizeBytes, null));
        Array.Resize(ref _cache, (int)sizeBytes);
    }

    /// <summary>All that changed since the last sync reaches the disk; what a failed one lost does not.</summary>
    public void Sync()
    {
        foreach (var change in _pending)
        {
            if (change.Bytes is null) Array.Resize(ref _disk, (int)change.Position);
            else Overwrite(ref _disk, change.Bytes, change.Position);
        }
        _pending.Clear();
    }

    /// <summary>Some of it reaches the disk, and the rest never will: the pages count as clean although they are not.</summary>
    public void FailSync(Random random)
    {
        _disk = Survivors(random);
        _pending.Clear();
    }

    /// <summary>The machine stops: of what was not synced each change is kept, dropped, torn by sectors, or leaves zeros.</summary>
    public void Crash(Random random)
    {
        _disk = Survivors(random);
        _cache = [.. _disk];
        _pending.Clear();
    }

    byte[] Survivors(Random random)
    {
        byte[] content = [.. _disk];
        foreach (var change in _pending)
        {
            var fate = random.Next(4);
            if (fate == 0) continue; // dropped
            if (change.Bytes is null) Array.Resize(ref content, (int)change.Position);
            else if (fate == 1) Overwrite(ref content, change.Bytes, change.Position);
            else if (fate == 2) Tear(ref content, change, random);
            else Overwrite(ref content, new byte[change.Bytes.Length], change.Position);
        }
        return content;
    }

    static void Tear(ref byte[] content, Change change, Random random)
    {
        var bytes = change.Bytes!;
        for (var start = 0; start < bytes.Length;)
        {
            var inSector = (int)((change.Position + start) % SectorSizeBytes);
            var length = Math.Min(bytes.Length - start, SectorSizeBytes - inSector);
            if (random.Next(2) == 0) Overwrite(ref content, bytes.AsSpan(start, length), change.Position + start);
            start += length;
        }
    }

    static void Overwrite(ref byte[] content, ReadOnlySpan<byte> bytes, long position)
    {
        if (content.Length < position + bytes.Length) Array.Resize(ref content, (int)position + bytes.Length);
        bytes.CopyTo(content.AsSpan((int)position));
    }
}
