using System.Text;
using Tally.Engine.Columns;

namespace Tally.Results;

/// <summary>Windows on their way to the history: written as text straight from their columns, into memory that is used again.</summary>
sealed class HistoryBatch(MetricDefinition metric, CellReader cells)
{
    readonly byte[] _name = Encoding.UTF8.GetBytes(metric.Name);
    readonly ResultCellWriter _json = new(cells);
    readonly (StringColumn Metric, Column<long> Start, Column<long> End, StringColumn Rows) _columns = (new(), new(), new(), new());
    bool _isTaken;

    /// <summary>Adds a window with all of its rows.</summary>
    public void Add(long startMs, long endMs, ColumnRows rows)
    {
        Begin();
        _json.Clear();
        rows.WriteJson(_json);
        _columns.Metric.Append(_name);
        _columns.Start.Append(startMs);
        _columns.End.Append(endMs);
        _columns.Rows.Append(_json.Written);
    }

    /// <summary>What was added since the last call, valid until more is; null when nothing was.</summary>
    public Batch? Take()
    {
        Begin();
        _isTaken = true;
        return _columns.Metric.Count == 0
            ? null
            : new() { Count = _columns.Metric.Count, Columns = [_columns.Metric, _columns.Start, _columns.End, _columns.Rows] };
    }

    void Begin()
    {
        if (!_isTaken) return;
        _isTaken = false;
        _columns.Metric.Reset(0);
        _columns.Start.Reset(0);
        _columns.End.Reset(0);
        _columns.Rows.Reset(0);
    }
}
