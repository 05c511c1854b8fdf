using Tally.Engine.Connectors;
using Tally.Engine.Sql;
using Tally.Log;

namespace Tally.Engine.Execution;

/// <summary>Stops the query at the first record that gives no row, as Flink does.</summary>
sealed class StopAtBadRecord : IBadRecords
{
    public void Take(ISourcePartition partition, RecordBlock block, int record, string kind, string reason) =>
        throw new RowException(kind is "null-time" or "not-null"
            ? ErrorCode.UnexpectedNull
            : kind == "expression"
            ? ErrorCode.EvaluationFailed
            : ErrorCode.BadRow, partition.Locate(block, record), reason);
}
