using Xunit;
using System.Text;
using Tally.Engine.Columns;
using Tally.Engine.Operators;
using Tally.Engine.State;

namespace Tally.Engine.Tests.Operators;

/// <summary>Makes batches of test rows and reads columns back as text.</summary>
static class Rows
{
    public static Column<long> Longs(params ReadOnlySpan<long?> values) => Fixed(values);

    public static Column<int> Ints(params ReadOnlySpan<int?> values) => Fixed(values);

    public static Column<bool> Bools(params ReadOnlySpan<bool?> values) => Fixed(values);

    public static Column<double> Doubles(params ReadOnlySpan<double?> values) => Fixed(values);

    static Column<T> Fixed<T>(ReadOnlySpan<T?> values) where T : unmanaged
    {
        var column = new Column<T>();
        foreach (var value in values)
        {
            if (value is { } given) column.Append(given);
            else column.AppendNull();
        }
        return column;
    }

    public static StringColumn Texts(params ReadOnlySpan<string?> values)
    {
        var column = new StringColumn();
        foreach (var value in values)
        {
            if (value is null) column.AppendNull();
            else column.Append(Encoding.UTF8.GetBytes(value));
        }
        return column;
    }

    /// <summary>The same as codes of a dictionary.</summary>
    public static StringColumn Codes(StringDictionary dictionary, params ReadOnlySpan<string?> values)
    {
        foreach (var value in values)
            if (value is not null) dictionary.Add(Encoding.UTF8.GetBytes(value));
        dictionary.Add("nothing"u8);
        var column = new StringColumn();
        column.ResetCodes(values.Length, dictionary);
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] is { } value) column.Codes![i] = dictionary.Add(Encoding.UTF8.GetBytes(value));
            else column.SetNull(i);
        }
        return column;
    }

    public static Batch Batch(params Column[] columns) => new() { Count = columns[0].Count, Columns = columns };

    public static Batch Changes(ChangeKind[] kinds, params Column[] columns) =>
        new()
        {
            Count = kinds.Length,
            Columns = columns,
            Kinds = kinds,
        };

    public static string Text(Column column, int row)
    {
        if (column.IsNull(row)) return "NULL";
        return column switch
        {
            StringColumn text => Encoding.UTF8.GetString(text[row]),
            Column<long> longs => longs[row].ToString(),
            Column<int> ints => ints[row].ToString(),
            Column<bool> bools => bools[row].ToString(),
            Column<double> doubles => doubles[row].ToString("R"),
            Column<Int128> wide => wide[row].ToString(),
            ArrayColumn array =>
                $"[{string.Join(' ', Enumerable.Range(array.Offsets[row], array.Length(row)).Select(i => Text(array.Elements, i)))}]",
            _ => column.GetType().Name,
        };
    }

    public static string Text(Batch batch, int row) => string.Join(",", batch.Columns.Select(column => Text(column, row)));
}

/// <summary>Keeps what an operator emits as lines of text: "+I a,1".</summary>
sealed class Collected : IOutput
{
    static readonly string[] s_kinds = ["+I", "-U", "+U", "-D"];

    /// <summary>Every change in order, with its kind.</summary>
    public readonly List<string> Changes = [];

    /// <summary>The content of the last preview batches since <see cref="Refresh"/>.</summary>
    public readonly List<string> Previews = [];

    public long Watermark = long.MinValue;
    public int Refreshes;

    /// <summary>The rows that are left when all changes are applied, sorted.</summary>
    public List<string> Table
    {
        get
        {
            var rows = new List<string>();
            foreach (var change in Changes)
            {
                if (change[..2] is "+I" or "+U") rows.Add(change[3..]);
                else Assert.True(rows.Remove(change[3..]), $"{change} takes back a row that is not there");
            }
            rows.Sort(string.CompareOrdinal);
            return rows;
        }
    }

    public void Process(Batch batch)
    {
        for (var row = 0; row < batch.Count; row++)
        {
            if (batch.IsPreview) Previews.Add(Rows.Text(batch, row));
            else Changes.Add($"{s_kinds[(int)batch.Kind(row)]} {Rows.Text(batch, row)}");
        }
    }

    public void OnWatermark(long watermarkMs) => Watermark = watermarkMs;

    public void Refresh() => Refreshes++;
}

/// <summary>Makes operators of plans, and new ones out of their snapshots.</summary>
static class Running
{
    public static Operator Start(this OperatorPlan plan, IOutput output, TimeProvider? clock = null) =>
        plan.Create(output, new(clock ?? TimeProvider.System));

    public static Operator Restored(this OperatorPlan plan, Operator stopped, IOutput output, TimeProvider? clock = null)
    {
        var writer = new StateWriter();
        stopped.Snapshot(writer);
        var restored = plan.Start(output, clock);
        var reader = new StateReader(writer.ToArray());
        restored.Restore(reader);
        Assert.True(reader.AtEnd);
        return restored;
    }
}
