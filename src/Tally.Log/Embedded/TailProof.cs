using Tally.Log.Files;

namespace Tally.Log.Embedded;

/// <summary>Looks behind a place that holds no valid batch for one that says: what was here had been acknowledged.</summary>
static class TailProof
{
    /// <summary>Whether a valid batch behind <paramref name="position"/> was written after records from <paramref name="lostOffset"/> on
    /// were acknowledged.</summary>
    /// <param name="file">A segment.</param>
    /// <param name="position">The damaged place, or -1 to start with the first byte.</param>
    /// <param name="lostOffset">The offset that should be at the damaged place.</param>
    /// <param name="leastOffset">The least offset that can follow in this segment.</param>
    public static bool Find(IFile file, long position, long lostOffset, long leastOffset)
    {
        var scan = new SegmentScan(file, file.SizeBytes, position);
        while (scan.TrySkipDamage(leastOffset))
        {
            for (var offset = scan.PeekOffset(); scan.TryNext(offset); offset = scan.Header.EndOffset)
            {
                if (scan.Header.AcknowledgedOffset > lostOffset) return true;
            }
        }
        return false;
    }
}
