using Tally.Engine.Columns;
using Tally.Engine.State;

namespace Tally.Engine.Operators;

// Operators.
//
// A plan is a tree of immutable nodes; an operator is the run-time twin of one node and owns its state. Operators are pushed: the one
// before calls Process, the operator calls its output. One thread at a time runs a whole tree, so there is no lock in an operator.
//
//   Process(batch, input)   takes rows in. Rows that retract (Batch.Kinds) come only where the plan says that the input updates.
//   OnWatermark(watermark)  no row ahead will be at or below it, except late ones; windows that end at or before it + 1 ms fire,
//                           then it is passed on. long.MaxValue ends bounded input.
//   Refresh()               "now is a good time to show": an updating aggregate emits the groups that changed since the last call
//                           (absolute values, as changes); a window operator emits the content of changed open windows as preview
//                           batches (Batch.IsPreview), which replace the window's earlier preview; then it is passed on.
//                           In bounded runs it is called once, at the end, after OnWatermark(long.MaxValue).
//   Snapshot, Restore       the whole state, at a barrier between batches.
//
// Preview batches: stateless operators (filter, project) and window Top-N (which ranks the preview's rows by themselves) pass them on;
// other stateful operators ignore them. Results show them until the final rows come.

/// <summary>The run-time form of one plan node: takes batches, keeps state, pushes what it makes to its output.</summary>
public abstract class Operator
{
    /// <summary>Who takes the result: the next operator, a fan-out or a sink.</summary>
    public required IOutput Output { get; init; }

    /// <summary>Takes rows in; <paramref name="input"/> is 0 but for the right side of a join (1) and further parts of a union.</summary>
    public abstract void Process(Batch batch, int input);

    /// <summary>Time has come to <paramref name="watermarkMs"/> on one input; it never goes back.</summary>
    public abstract void OnWatermark(long watermarkMs, int input);

    /// <summary>Emits what has changed and is not final yet.</summary>
    public virtual void Refresh(int input) => Output.Refresh();

    /// <summary>Writes the whole state.</summary>
    public virtual void Snapshot(StateWriter writer) { }

    /// <summary>Reads what <see cref="Snapshot"/> wrote into a fresh operator of the same plan.</summary>
    public virtual void Restore(StateReader reader) { }
}

/// <summary>Where an operator's result goes.</summary>
public interface IOutput
{
    void Process(Batch batch);
    void OnWatermark(long watermarkMs);
    void Refresh();

    /// <summary>Whether anybody takes the rows; an operator may save itself the work of making rows for nobody.</summary>
    bool IsRead => true;
}

/// <summary>Hands everything to one input of an operator.</summary>
sealed class OperatorInput(Func<Operator> target, int input) : IOutput
{
    public void Process(Batch batch) => target().Process(batch, input);
    public void OnWatermark(long watermarkMs) => target().OnWatermark(watermarkMs, input);
    public void Refresh() => target().Refresh(input);
}
