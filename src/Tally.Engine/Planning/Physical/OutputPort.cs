using Tally.Engine.Columns;
using Tally.Engine.Operators;

namespace Tally.Engine.Planning.Physical;

/// <summary>What an operator pushes to: everything that reads it, in a fixed order.</summary>
sealed class OutputPort : IOutput
{
    IOutput[] _targets = [];

    /// <summary>How many read it.</summary>
    public int Count => _targets.Length;

    public bool IsRead => _targets.Length > 0;

    public void Add(IOutput target) => _targets = [.. _targets, target];

    public void Process(Batch batch)
    {
        foreach (var target in _targets) target.Process(batch);
    }

    public void OnWatermark(long watermarkMs)
    {
        foreach (var target in _targets) target.OnWatermark(watermarkMs);
    }

    public void Refresh()
    {
        foreach (var target in _targets) target.Refresh();
    }
}
