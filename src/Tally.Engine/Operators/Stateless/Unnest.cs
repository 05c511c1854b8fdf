using Tally.Engine.Columns;

namespace Tally.Engine.Operators.Stateless;

/// <summary>Makes one row of each element of an array (or entry of a map). Output: all input columns, then the element's.</summary>
/// <remarks>An array of ROW gives one column a field, of anything else one column; a map its key and value. WITH ORDINALITY adds the
/// 1-based position (INT).</remarks>
/// <param name="Column">The index of the ARRAY, MAP or MULTISET column.</param>
/// <param name="IsLeft">LEFT JOIN … ON TRUE: a row without elements stays, with NULLs.</param>
sealed record UnnestPlan(int Column, SqlType Type, bool IsLeft, bool WithOrdinality) : OperatorPlan
{
    public override Operator Create(IOutput output, OperatorContext context) => new UnnestOperator(this) { Output = output };
}

/// <summary>Runs an <see cref="UnnestPlan"/>; without state.</summary>
sealed class UnnestOperator(UnnestPlan plan) : Operator
{
    const int NoElement = -1;

    int[] _rows = [];
    int[] _elements = [];
    int[] _positions = [];
    int _count;

    public override void Process(Batch batch, int input)
    {
        _count = 0;
        var column = batch.Columns[plan.Column];
        for (var row = 0; row < batch.Count; row++) List(column, row);
        if (_count == 0) return;
        var rows = batch.Gather(_rows.AsSpan(0, _count));
        Output.Process(rows.With([.. rows.Columns, .. ElementColumns(column)]));
    }

    public override void OnWatermark(long watermarkMs, int input) => Output.OnWatermark(watermarkMs);

    void List(Column column, int row)
    {
        var before = _count;
        var isNull = column.IsNull(row);
        switch (column)
        {
            case ArrayColumn array when !isNull:
                for (var i = array.Offsets[row]; i < array.Offsets[row + 1]; i++)
                    // A NULL in an array of rows is no row; in an array of scalars it is a row with NULL.
                    if (array.Elements is not RowColumn || !array.Elements.IsNull(i)) Add(row, i, i - array.Offsets[row] + 1);
                break;
            case MapColumn map when !isNull:
                for (var i = map.Offsets[row]; i < map.Offsets[row + 1]; i++) AddEntry(map, row, i);
                break;
        }
        if (plan.IsLeft && _count == before) Add(row, NoElement, 0);
    }

    void AddEntry(MapColumn map, int row, int entry)
    {
        var copies = plan.Type.Kind == TypeKind.Multiset ? ((Column<int>)map.Values).Values[entry] : 1;
        for (var i = 0; i < copies; i++) Add(row, entry, entry - map.Offsets[row] + 1);
    }

    void Add(int row, int element, int position)
    {
        if (_count == _rows.Length)
        {
            Array.Resize(ref _rows, Math.Max(1024, _count * 2));
            Array.Resize(ref _elements, _rows.Length);
            Array.Resize(ref _positions, _rows.Length);
        }
        (_rows[_count], _elements[_count], _positions[_count]) = (row, element, position);
        _count++;
    }

    IEnumerable<Column> ElementColumns(Column column)
    {
        Column[] sources = column switch
        {
            ArrayColumn { Elements: RowColumn rows } => rows.Fields,
            ArrayColumn array => [array.Elements],
            MapColumn map when plan.Type.Kind == TypeKind.Multiset => [map.Keys],
            _ => [((MapColumn)column).Keys, ((MapColumn)column).Values],
        };
        foreach (var source in sources) yield return Pick(source);
        if (plan.WithOrdinality) yield return Positions();
    }

    Column Pick(Column source)
    {
        if (!plan.IsLeft) return source.Gather(_elements.AsSpan(0, _count));
        var result = source.NewEmpty();
        for (var i = 0; i < _count; i++)
        {
            if (_elements[i] == NoElement) result.AppendNull();
            else result.Append(source, _elements[i]);
        }
        return result;
    }

    Column<int> Positions()
    {
        var positions = new Column<int>();
        for (var i = 0; i < _count; i++)
        {
            if (_elements[i] == NoElement) positions.AppendNull();
            else positions.Append(_positions[i]);
        }
        return positions;
    }
}
