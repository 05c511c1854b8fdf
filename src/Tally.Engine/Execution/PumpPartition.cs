using Tally.Engine.Connectors;

namespace Tally.Engine.Execution;

/// <summary>A partition that a pump reads, with its own watermark.</summary>
/// <remarks>Written by the pump's thread (in a live run under the ring's lock); statistics read it from other threads.</remarks>
public sealed class PumpPartition(ISourcePartition source, int index)
{
    long _watermarkMs = long.MinValue;
    volatile bool _ended;
    volatile bool _idle;

    public ISourcePartition Source { get; } = source;

    /// <summary>The 0-based index in the pump.</summary>
    public int Index { get; } = index;

    /// <summary>The greatest watermark that a row of the partition has given, in milliseconds; long.MinValue before the first.</summary>
    public long WatermarkMs
    {
        get => Volatile.Read(ref _watermarkMs);
        set => Volatile.Write(ref _watermarkMs, value);
    }

    /// <summary>Whether nothing will come any more.</summary>
    public bool Ended
    {
        get => _ended;
        set => _ended = value;
    }

    /// <summary>Whether no checkpoint knows it yet although one must before it is read.</summary>
    public bool IsPendingRegistration { get; set; }

    /// <summary>Whether it is left out of the stream's watermark because it has been silent for long.</summary>
    public bool Idle
    {
        get => _idle;
        set => _idle = value;
    }

    /// <summary>When it was last found not to be empty, as a timestamp of the clock: the time of day may jump.</summary>
    public long ActiveAt { get; set; }
}
