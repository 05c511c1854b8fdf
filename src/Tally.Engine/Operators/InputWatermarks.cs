using Tally.Engine.State;

namespace Tally.Engine.Operators;

/// <summary>The watermarks of an operator's inputs; time is the least of them.</summary>
sealed class InputWatermarks
{
    readonly long[] _watermarks;
    readonly bool[] _refreshed;

    public InputWatermarks(int inputs)
    {
        _watermarks = new long[inputs];
        _refreshed = new bool[inputs];
        Array.Fill(_watermarks, long.MinValue);
    }

    /// <summary>The watermark of the operator.</summary>
    public long Least { get; private set; } = long.MinValue;

    /// <summary>Takes the watermark of one input; true when the least one has moved.</summary>
    public bool Advance(int input, long watermarkMs)
    {
        _watermarks[input] = Math.Max(_watermarks[input], watermarkMs);
        var least = _watermarks.Min();
        if (least == Least) return false;
        Least = least;
        return true;
    }

    /// <summary>A refresh comes once through every input; true for the last one, when all changes of the inputs have arrived.</summary>
    public bool IsLastOfRefresh(int input)
    {
        _refreshed[input] = true;
        if (Array.IndexOf(_refreshed, false) >= 0) return false;
        Array.Clear(_refreshed);
        return true;
    }

    public void Snapshot(StateWriter writer) => writer.Write<long>(_watermarks);

    public void Restore(StateReader reader)
    {
        reader.ReadArray<long>().CopyTo(_watermarks, 0);
        Least = _watermarks.Min();
    }
}
