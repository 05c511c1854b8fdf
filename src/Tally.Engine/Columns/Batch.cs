namespace Tally.Engine.Columns;

/// <summary>What a row of an updating stream does to the table.</summary>
public enum ChangeKind : byte
{
    Insert,
    UpdateBefore,
    UpdateAfter,
    Delete,
}

/// <summary>Keeps rows that a query leaves out: finds the record by the row's position and puts it aside.</summary>
public interface IRowRejects
{
    /// <summary>A row that is late for every window.</summary>
    void Take(Batch batch, int row);

    /// <summary>A row for which an expression has no result.</summary>
    void Fail(Batch batch, int row, string reason);
}

/// <summary>Columns of equal length: the unit in which rows move. Valid only during the call that hands it over.</summary>
public sealed class Batch
{
    /// <summary>The number of rows.</summary>
    public int Count;

    /// <summary>The columns, each with <see cref="Count"/> rows.</summary>
    public Column[] Columns = [];

    /// <summary>The kind of each row; null when all are inserts.</summary>
    public ChangeKind[]? Kinds;

    /// <summary>For each row the watermark of its own partition just before it, in milliseconds; null when every row is ahead of it
    /// (nothing can be late).</summary>
    /// <remarks>A row is late for a window when the window's end − 1 ms is at or below this. long.MinValue: no watermark yet.</remarks>
    public long[]? RowWatermarks;

    /// <summary>The whole current content of windows that are still open, shown early. Stateful operators do not take it in; see
    /// Operators/Operator.cs.</summary>
    public bool IsPreview;

    /// <summary>Where the rows come from, for exactly-once INSERT INTO a log: the source's name; null when they have no single
    /// source.</summary>
    public string? Source;

    /// <summary>The position of each row in <see cref="Source"/>; null as that is.</summary>
    public long[]? Positions;

    /// <summary>Keeps the rows that are late for every window; null where they are only counted (bounded input).</summary>
    public IRowRejects? Rejects;

    /// <summary>The kind of a row.</summary>
    public ChangeKind Kind(int row) => Kinds is { } kinds ? kinds[row] : ChangeKind.Insert;

    /// <summary>The watermark of a row's own partition just before it; long.MinValue: none, so that the row cannot be late.</summary>
    public long RowWatermark(int row) => RowWatermarks is { } watermarks ? watermarks[row] : long.MinValue;

    /// <summary>Whether a row takes one back: UpdateBefore or Delete.</summary>
    public bool IsRetraction(int row) => Kinds is { } kinds && kinds[row] is ChangeKind.UpdateBefore or ChangeKind.Delete;

    /// <summary>A batch with other columns and the same rows.</summary>
    public Batch With(Column[] columns) => new()
    {
        Count = Count, Columns = columns, Kinds = Kinds, RowWatermarks = RowWatermarks, IsPreview = IsPreview, Source = Source,
        Positions = Positions, Rejects = Rejects,
    };

    /// <summary>A batch of the chosen rows, in the given order.</summary>
    public Batch Gather(ReadOnlySpan<int> rows)
    {
        var columns = new Column[Columns.Length];
        for (var i = 0; i < columns.Length; i++) columns[i] = Columns[i].Gather(rows);
        return new()
        {
            Count = rows.Length, Columns = columns, Kinds = Pick(Kinds, rows), RowWatermarks = Pick(RowWatermarks, rows),
            IsPreview = IsPreview, Source = Source, Positions = Pick(Positions, rows), Rejects = Rejects,
        };
    }

    static T[]? Pick<T>(T[]? values, ReadOnlySpan<int> rows)
    {
        if (values is null) return null;
        var picked = new T[rows.Length];
        for (var i = 0; i < rows.Length; i++) picked[i] = values[rows[i]];
        return picked;
    }
}
