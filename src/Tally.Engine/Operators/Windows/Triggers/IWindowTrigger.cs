using Tally.Engine.State;

namespace Tally.Engine.Operators.Windows.Triggers;

/// <summary>Decides when windows leave, and what leaves.</summary>
interface IWindowTrigger
{
    /// <summary>Emits every window that is over at this local time, in the order of their ends.</summary>
    void FireUpTo(long progress);

    /// <summary>Shows the open windows that changed since the last call.</summary>
    void Preview();

    /// <summary>Writes what is not in the slices.</summary>
    void Snapshot(StateWriter writer);

    void Restore(StateReader reader);
}
