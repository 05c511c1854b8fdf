using Tally.Engine.Operators.Windows.Slices;
using Tally.Engine.State;

namespace Tally.Engine.Operators.Windows.Triggers;

/// <summary>Emits windows each of which is a slice of its own.</summary>
sealed class AttachedTrigger(SliceStore store, WindowEmitter emitter) : IWindowTrigger
{
    public void FireUpTo(long progress)
    {
        for (var end = store.NextWindowEnd; end != long.MaxValue && end - 1 <= progress; end = store.NextWindowEnd)
        {
            foreach (var window in store.Slices.Where(slice => slice.NextWindowEnd == end).ToList())
            {
                emitter.Emit(window, window.Start, end, false);
                store.Drop(window);
            }
        }
    }

    public void Preview()
    {
        foreach (var window in store.Slices)
        {
            if (window.IsDirty) emitter.Emit(window, window.Start, window.LastWindowEnd, true);
            window.IsDirty = false;
        }
    }

    public void Snapshot(StateWriter writer) { }

    public void Restore(StateReader reader) { }
}
