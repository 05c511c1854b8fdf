using Tally.Engine.Operators.Windows.Slices;
using Tally.Engine.State;

namespace Tally.Engine.Operators.Windows.Triggers;

/// <summary>Emits windows each of which is a slice of its own.</summary>
sealed class AttachedFiring(SliceStore store, WindowEmitter emitter) : IWindowFiring
{
    public void FireUpTo(long progress)
    {
        for (var end = store.NextEnd; end != long.MaxValue && end - 1 <= progress; end = store.NextEnd)
        {
            foreach (var window in store.Slices.Where(slice => slice.NextEnd == end).ToList())
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
            if (window.IsTouched) emitter.Emit(window, window.Start, window.LastEnd, true);
            window.IsTouched = false;
        }
    }

    public void Snapshot(StateWriter writer) { }

    public void Restore(StateReader reader) { }
}
