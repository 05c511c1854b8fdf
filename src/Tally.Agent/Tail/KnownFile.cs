namespace Tally.Agent.Tail;

/// <summary>A file of the checkpoint that was not found yet.</summary>
/// <param name="Note">What the checkpoint kept of it; null when an earlier release wrote it.</param>
sealed record KnownFile(string Id, FileIdentity Identity, long Position, FileNote? Note)
{
    /// <summary>Whether it lies there: the same inode, also where the device has got another number.</summary>
    public bool IsAt(FileStatus status) =>
        IsPlace(status, Identity.Device, Identity.Inode, Identity.BornNs)
            || (Note is { Status: var last } && IsPlace(status, last.Device, last.Inode, last.BornNs));

    /// <summary>Whether a file holds what was read of it, as far as the first and last bytes tell.</summary>
    public bool Holds(ReadAt read, long sizeBytes) =>
        Position <= sizeBytes && Identity.Begins(read) && (Note is null || Note.Mark.Holds(read));

    /// <summary>Whether a file holds every byte that was read of it; never when nothing was.</summary>
    public bool HoldsAll(ReadAt read, long sizeBytes) =>
        Position > 0 && Position <= sizeBytes && Note is not null && Identity.Begins(read) && Note.Mark.HoldsAll(read);

    /// <summary>
    /// Whether a file may be its copy: one that was not read yet, as far as the checkpoint knows, is told by its beginning. The log has
    /// what was read since.
    /// </summary>
    public bool MayBeIn(ReadAt read, long sizeBytes) =>
        Position == 0 ? Identity.PrefixLength > 0 && Identity.Begins(read) : HoldsAll(read, sizeBytes);

    /// <summary>Whether a compressed file holds what was read of it.</summary>
    public bool IsHeldBy(ReadAt read, long sizeBytes) =>
        Note is null ? Position <= sizeBytes && Identity.PrefixLength > 0 && Identity.Begins(read) : MayBeIn(read, sizeBytes);

    /// <summary>Whether more was read of it than a beginning that other files may have, too: a header, a banner.</summary>
    public bool IsUnmistakable => Note?.Mark.LineCount >= 2;

    // Where the file system tells when a file was created, an inode with that time is the file on whatever device.
    static bool IsPlace(FileStatus status, ulong device, ulong inode, long bornNs) =>
        status.Inode == inode && status.BornNs == bornNs && (status.Device == device || bornNs != 0);
}
