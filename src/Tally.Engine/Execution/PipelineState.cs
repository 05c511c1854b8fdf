using Tally.Engine.Planning;
using Tally.Engine.State;

namespace Tally.Engine.Execution;

/// <summary>Writes and reads the state of all operators of a pipeline, each with its length, so that a mismatch is found where it
/// is.</summary>
static class PipelineState
{
    public static void Write(StateWriter writer, Pipeline pipeline)
    {
        writer.Write(pipeline.Operators.Count);
        foreach (var op in pipeline.Operators)
        {
            var own = writer.Begin();
            op.Snapshot(writer);
            writer.End(own);
        }
    }

    /// <exception cref="InvalidDataException">The state belongs to another plan.</exception>
    public static void Read(StateReader reader, Pipeline pipeline)
    {
        var count = reader.ReadInt32();
        if (count != pipeline.Operators.Count)
            throw new InvalidDataException(
                $"found the state of {count} operators, expected that of {pipeline.Operators.Count}: it was written by another plan");
        foreach (var op in pipeline.Operators)
        {
            var own = new StateReader(reader.ReadBytes().ToArray());
            op.Restore(own);
            if (!own.AtEnd)
                throw new InvalidDataException(
                    $"the state of {op.GetType().Name} is longer than expected: it was written by another plan or version");
        }
    }
}
