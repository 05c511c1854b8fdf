namespace Tally.Engine.Columns;

/// <summary>A column of arrays: a run of elements for each row.</summary>
public sealed class ArrayColumn(Column elements) : Column
{
    /// <summary>All elements, one array after the other.</summary>
    public Column Elements = elements;

    /// <summary>Row i holds the elements from Offsets[i] up to Offsets[i + 1].</summary>
    public int[] Offsets = new int[1];

    public int Start(int row) => Offsets[row];

    public int Length(int row) => Offsets[row + 1] - Offsets[row];

    /// <summary>Empties the column; rows are then appended one by one with <see cref="EndRow"/>.</summary>
    public override void Reset(int count)
    {
        ResetNulls(0);
        Elements.Reset(0);
    }

    /// <summary>Ends a row: everything appended to <see cref="Elements"/> since the last call belongs to it.</summary>
    public void EndRow()
    {
        if (Offsets.Length < Count + 2) Array.Resize(ref Offsets, Math.Max(16, Offsets.Length * 2));
        Offsets[0] = 0;
        Offsets[++Count] = Elements.Count;
    }

    public override Column Gather(ReadOnlySpan<int> rows)
    {
        var result = (ArrayColumn)NewEmpty();
        foreach (var row in rows) result.Append(this, row);
        return result;
    }

    public override Column NewEmpty() => new ArrayColumn(Elements.NewEmpty());

    public override void Append(Column source, int row)
    {
        var array = (ArrayColumn)source;
        if (!array.IsNull(row))
            for (var i = array.Offsets[row]; i < array.Offsets[row + 1]; i++) Elements.Append(array.Elements, i);
        EndRow();
        if (array.IsNull(row)) SetNull(Count - 1);
    }

    public override void AppendNull()
    {
        EndRow();
        SetNull(Count - 1);
    }
}

/// <summary>A column of maps: a run of entries for each row.</summary>
public sealed class MapColumn(Column keys, Column values) : Column
{
    /// <summary>The keys of all entries.</summary>
    public Column Keys = keys;

    /// <summary>The values of all entries.</summary>
    public Column Values = values;

    /// <summary>Row i holds the entries from Offsets[i] up to Offsets[i + 1].</summary>
    public int[] Offsets = new int[1];

    public override void Reset(int count)
    {
        ResetNulls(0);
        Keys.Reset(0);
        Values.Reset(0);
    }

    /// <summary>Ends a row: every entry appended since the last call belongs to it.</summary>
    public void EndRow()
    {
        if (Offsets.Length < Count + 2) Array.Resize(ref Offsets, Math.Max(16, Offsets.Length * 2));
        Offsets[0] = 0;
        Offsets[++Count] = Keys.Count;
    }

    public override Column Gather(ReadOnlySpan<int> rows)
    {
        var result = (MapColumn)NewEmpty();
        foreach (var row in rows) result.Append(this, row);
        return result;
    }

    public override Column NewEmpty() => new MapColumn(Keys.NewEmpty(), Values.NewEmpty());

    public override void Append(Column source, int row)
    {
        var map = (MapColumn)source;
        if (!map.IsNull(row))
        {
            for (var i = map.Offsets[row]; i < map.Offsets[row + 1]; i++)
            {
                Keys.Append(map.Keys, i);
                Values.Append(map.Values, i);
            }
        }
        EndRow();
        if (map.IsNull(row)) SetNull(Count - 1);
    }

    public override void AppendNull()
    {
        EndRow();
        SetNull(Count - 1);
    }
}

/// <summary>A column of rows: one column for each field. A NULL row has NULL in every field.</summary>
public sealed class RowColumn(Column[] fields) : Column
{
    /// <summary>The fields, each as long as this column.</summary>
    public readonly Column[] Fields = fields;

    public override void Reset(int count)
    {
        ResetNulls(count);
        foreach (var field in Fields) field.Reset(count);
    }

    public override Column Gather(ReadOnlySpan<int> rows)
    {
        var fields = new Column[Fields.Length];
        for (var i = 0; i < fields.Length; i++) fields[i] = Fields[i].Gather(rows);
        var result = new RowColumn(fields) { Count = rows.Length };
        result.GatherNulls(this, rows);
        return result;
    }

    public override Column NewEmpty() => new RowColumn([.. Fields.Select(field => field.NewEmpty())]);

    /// <summary>Ends a row whose fields were appended one by one.</summary>
    public void EndRow() => Count++;

    public override void Append(Column source, int row)
    {
        if (source.IsNull(row))
        {
            AppendNull();
            return;
        }
        var fields = ((RowColumn)source).Fields;
        for (var i = 0; i < Fields.Length; i++) Fields[i].Append(fields[i], row);
        Count++;
    }

    public override void AppendNull()
    {
        foreach (var field in Fields) field.AppendNull();
        Count++;
        SetNull(Count - 1);
    }
}
