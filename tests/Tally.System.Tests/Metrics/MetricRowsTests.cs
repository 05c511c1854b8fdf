using Tally.Engine.Columns;
using Tally.Engine.Planning;
using Tally.Engine.State;
using Tally.Results;

namespace Tally.System.Tests.Metrics;

/// <summary>The rows of a metric in memory: which are kept, which are forgotten, and in which order.</summary>
public sealed class MetricRowsTests
{
    static readonly SqlType s_text = SqlType.VarChar(int.MaxValue), s_number = new(TypeKind.BigInt);

    [Fact]
    public void A_total_of_more_groups_than_fit_forgets_the_oldest()
    {
        var table = Table([0], maxRows: 3);
        table.Process(Rows([("a", 1), ("b", 2), ("c", 3), ("d", 4)]));
        Assert.Equal([("b", 2), ("c", 3), ("d", 4)], Read(table));
        table.Process(Rows([("b", 5), ("a", 6)]));
        Assert.Equal([("c", 3), ("d", 4), ("a", 6)], Read(table));
    }

    [Fact]
    public void A_group_that_goes_leaves_the_others_in_their_order()
    {
        var table = Table([0]);
        table.Process(Rows([("a", 1), ("b", 2), ("c", 3)]));
        table.Process(Rows([("b", 2)], ChangeKind.Delete));
        table.Process(Rows([("b", 7)]));
        Assert.Equal([("a", 1), ("c", 3), ("b", 7)], Read(table));
    }

    [Fact]
    public void Keys_that_look_alike_when_they_are_joined_are_two_keys()
    {
        var table = new MetricTable(Definition([0, 1], [s_text, s_text]), TimeZoneInfo.Utc, TimeProvider.System);
        table.Process(new Batch { Count = 2, Columns = [Texts("a\u0001=b", "a"), Texts("c", "b\u0001=c")] });
        Assert.Equal(2, table.RowCount);
    }

    [Fact]
    public void Rows_without_a_key_are_a_bag()
    {
        var table = Table([], maxRows: 4);
        table.Process(Rows([("a", 1), ("b", 2), ("a", 1)]));
        table.Process(Rows([("a", 1)], ChangeKind.Delete));
        table.Process(Rows([("x", 9)], ChangeKind.Delete));
        Assert.Equal([("b", 2), ("a", 1)], Read(table));
        table.Process(Rows([("c", 3), ("d", 4), ("e", 5)]));
        Assert.Equal([("a", 1), ("c", 3), ("d", 4), ("e", 5)], Read(table));
    }

    [Fact]
    public void A_checkpoint_holds_the_rows_in_their_order()
    {
        var table = Table([0]);
        table.Process(Rows([("a", 1), ("b", 2), ("c", 3)]));
        table.Process(Rows([("a", 1)], ChangeKind.Delete));
        var writer = new StateWriter();
        table.Snapshot(writer);
        var restored = Table([0]);
        restored.Restore(new StateReader(writer.ToArray()));
        Assert.Equal([("b", 2), ("c", 3)], Read(restored));
    }

    [Fact]
    public void A_corrected_window_loses_the_rows_that_are_taken_back_and_keeps_the_others_in_their_order()
    {
        MetricColumn[] columns =
        [
            new("window_start", SqlType.Timestamp(3), ColumnRole.Window), new("window_end", SqlType.Timestamp(3), ColumnRole.Window),
            new("name", s_text, ColumnRole.Dimension),
        ];
        var metric = new MetricDefinition("m", "m", "", "table", new("tumble", 1000, 1000), columns, []) { IsCorrected = true };
        var table = new MetricTable(metric, TimeZoneInfo.Utc, TimeProvider.System);
        table.Process(Window(Enumerable.Repeat(ChangeKind.Insert, 5), "a", "b", "a", "c", "d"));
        // Taken back and added in one batch, an equal row among them, and one that was never there.
        table.Process(Window([ChangeKind.Delete, ChangeKind.Insert, ChangeKind.Delete, ChangeKind.Delete, ChangeKind.Delete], "a", "e", "c",
            "e", "x"));
        Assert.Equal(["b", "a", "d"], Names());
        Assert.Equal(3, table.RowCount);
        table.Process(Window([ChangeKind.Delete, ChangeKind.Insert], "a", "f"));
        Assert.Equal(["b", "d", "f"], Names());

        IEnumerable<object?> Names() => table.Read(new("all")).Rows.Select(row => row[2]);

        static Batch Window(IEnumerable<ChangeKind> kinds, params string[] names)
        {
            Column<long> starts = new(), ends = new();
            foreach (var _ in names)
            {
                starts.Append(0);
                ends.Append(1000);
            }
            return new() { Count = names.Length, Columns = [starts, ends, Texts(names)], Kinds = [.. kinds] };
        }
    }

    static MetricTable Table(int[] key, int maxRows = 100_000) =>
        new(Definition(key, [s_text, s_number]), TimeZoneInfo.Utc, TimeProvider.System, maxRows);

    static MetricDefinition Definition(int[] key, SqlType[] types) =>
        new("m", "m", "", "table", MetricWindow.None, [.. types.Select((type, i) => new MetricColumn($"c{i}", type, ColumnRole.Measure))],
            key);

    static IEnumerable<(string?, long)> Read(MetricTable table) =>
        table.Read(new("all")).Rows.Select(row => ((string?)row[0], (long)row[1]!));

    static Batch Rows((string Name, long Value)[] rows, ChangeKind kind = ChangeKind.Insert)
    {
        var values = new Column<long>();
        foreach (var row in rows) values.Append(row.Value);
        return new Batch
        {
            Count = rows.Length, Columns = [Texts([.. rows.Select(row => row.Name)]), values],
            Kinds = kind == ChangeKind.Insert ? null : [.. Enumerable.Repeat(kind, rows.Length)],
        };
    }

    static StringColumn Texts(params string[] texts)
    {
        var column = new StringColumn();
        foreach (var text in texts) column.Append(global::System.Text.Encoding.UTF8.GetBytes(text));
        return column;
    }
}
