using Tally.Engine.Columns;

namespace Tally.Engine.Expressions.Logic;

/// <summary>Puts the rows of several columns together in one: fixed-size values and text at their row, nested values in the order of
/// rows.</summary>
sealed class BranchMerge(SqlType type)
{
    readonly Column _result = Column.For(type);
    readonly List<Column> _branches = [];
    int[] _branchOf = [];
    int[] _indexOf = [];
    int _count;

    public void Begin(int count)
    {
        _count = count;
        _branches.Clear();
        _result.Reset(IsNested ? 0 : count);
        if (!IsNested || _branchOf.Length >= count) return;
        _branchOf = new int[count];
        _indexOf = new int[count];
    }

    bool IsNested => _result is ArrayColumn or MapColumn or RowColumn;

    /// <summary>Takes over the given rows; the column has a value for each row of the batch (whole) or for each of the given
    /// rows.</summary>
    public void Add(Column values, ReadOnlySpan<int> rows, bool isWhole)
    {
        switch (_result)
        {
            case Column<int> to: Copy((Column<int>)values, to, rows, isWhole); break;
            case Column<long> to: Copy((Column<long>)values, to, rows, isWhole); break;
            case Column<Int128> to: Copy((Column<Int128>)values, to, rows, isWhole); break;
            case Column<bool> to: Copy((Column<bool>)values, to, rows, isWhole); break;
            case Column<double> to: Copy((Column<double>)values, to, rows, isWhole); break;
            case Column<float> to: Copy((Column<float>)values, to, rows, isWhole); break;
            case StringColumn to: Copy((StringColumn)values, to, rows, isWhole); break;
            default: Remember(values, rows, isWhole); return;
        }
        if (values.Nulls is null) return;
        for (var i = 0; i < rows.Length; i++)
            if (values.IsNull(isWhole ? rows[i] : i)) _result.SetNull(rows[i]);
    }

    static void Copy<T>(Column<T> from, Column<T> to, ReadOnlySpan<int> rows, bool isWhole) where T : unmanaged
    {
        for (var i = 0; i < rows.Length; i++) to.Values[rows[i]] = from.Values[isWhole ? rows[i] : i];
    }

    static void Copy(StringColumn from, StringColumn to, ReadOnlySpan<int> rows, bool isWhole)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            var index = isWhole ? rows[i] : i;
            to.Set(rows[i], from.IsNull(index) ? default : from[index]);
        }
    }

    void Remember(Column values, ReadOnlySpan<int> rows, bool isWhole)
    {
        for (var i = 0; i < rows.Length; i++) (_branchOf[rows[i]], _indexOf[rows[i]]) = (_branches.Count, isWhole ? rows[i] : i);
        _branches.Add(values);
    }

    /// <summary>The finished column.</summary>
    public Column End()
    {
        if (IsNested)
            for (var row = 0; row < _count; row++) _result.Append(_branches[_branchOf[row]], _indexOf[row]);
        return _result;
    }
}
