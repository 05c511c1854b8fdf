using System.Text.Json.Serialization;
using Tally.Engine.Columns;
using Tally.Engine.Operators.Windows.Kinds;
using Tally.Engine.Planning;

namespace Tally.Results;

/// <summary>A column of a metric.</summary>
public sealed record MetricColumn(string Name, SqlType Type, ColumnRole Role)
{
    /// <summary>The unit of a measure, such as CNY or "件 | items"; empty when it has none.</summary>
    public string Unit { get; init; } = "";

    /// <summary>What people call it, such as "成交额 | GMV"; empty: its name.</summary>
    public string Label { get; init; } = "";

    /// <summary>Whether values of different rows add up to that of all: sums and counts do, averages and distinct counts do not.</summary>
    public bool IsSum { get; init; }
}

/// <summary>Where a metric stands on the screen, in cells of a grid of 28 columns and 36 rows; the first cell is 1.</summary>
public sealed record MetricPlace(int Column, int Row, int Width, int Height)
{
    public const int Columns = 28, Rows = 36;

    /// <summary>Whether it lies within the grid.</summary>
    public bool IsInside() =>
        Column >= 1 && Row >= 1 && Width >= 1 && Height >= 1 && Column + Width - 1 <= Columns && Row + Height - 1 <= Rows;
}

/// <summary>The window of a metric.</summary>
/// <param name="Kind">tumble, hop, cumulate, session, or none for totals that are updated for ever.</param>
/// <param name="SlideMs">The slide of HOP, the step of CUMULATE, else the size.</param>
public sealed record MetricWindow(string Kind, long SizeMs, long SlideMs)
{
    public static readonly MetricWindow None = new("none", 0, 0);

    /// <summary>The window function of that name; null for totals.</summary>
    [JsonIgnore]
    public WindowKind? WindowKind { get; } = WindowKind.Find(Kind);
}

/// <summary>A metric as the screen knows it: a view with a title, a unit and a chart.</summary>
/// <param name="Key">The indexes of the columns that identify a row of an updating result; empty when rows are only added.</param>
public sealed record MetricDefinition(string Name, string Title, string Unit, string Chart, MetricWindow Window,
    IReadOnlyList<MetricColumn> Columns, IReadOnlyList<int> Key)
{
    /// <summary>Whether windows that have fired may still be corrected by late rows.</summary>
    public bool IsCorrected { get; init; }

    /// <summary>The chart that @chart names where that is none, else empty.</summary>
    public string UnknownChart { get; init; } = "";

    /// <summary>The screen on which it stands; empty: the first.</summary>
    public string Screen { get; init; } = "";

    /// <summary>Its place there; null: where there is room.</summary>
    public MetricPlace? Place { get; init; }

    /// <summary>Whether it stands on no screen.</summary>
    public bool IsHidden { get; init; }

    /// <summary>The index of window_start, or -1.</summary>
    public int StartColumn { get; } = IndexOf(Columns, "window_start");

    /// <summary>The index of window_end, or -1.</summary>
    public int EndColumn { get; } = IndexOf(Columns, "window_end");

    /// <summary>Whether rows belong to windows that end.</summary>
    public bool IsWindowed => StartColumn >= 0 && EndColumn >= 0;

    /// <summary>The column by which time goes on: the end of windows, or else a day; -1 when there is none.</summary>
    public int PeriodColumn { get; } = IndexOf(Columns, "window_end") is >= 0 and var end ? end : DayOf(Columns);

    /// <summary>The index of a column.</summary>
    /// <exception cref="BadRequestException">There is none of this name.</exception>
    public int IndexOf(string name)
    {
        for (var i = 0; i < Columns.Count; i++)
            if (Columns[i].Name == name) return i;
        throw new BadRequestException(
            $"the metric '{Name}' has no column '{name}': it has {string.Join(", ", Columns.Select(column => column.Name))}");
    }

    /// <summary>Tells the rows of one window apart: the text of their dimensions.</summary>
    public string NameOf(object?[] row) => string.Join('\u0001', DimensionsOf(row));

    IEnumerable<string> DimensionsOf(object?[] row)
    {
        var period = PeriodColumn;
        for (var i = 0; i < Columns.Count; i++)
            if (Columns[i].Role == ColumnRole.Dimension && i != period) yield return row[i] is { } value ? "=" + value : "";
    }

    static int DayOf(IReadOnlyList<MetricColumn> columns)
    {
        for (var i = 0; i < columns.Count; i++)
            if (columns[i] is { Type.Kind: TypeKind.Date, Role: not ColumnRole.Measure }) return i;
        return -1;
    }

    static int IndexOf(IReadOnlyList<MetricColumn> columns, string name)
    {
        for (var i = 0; i < columns.Count; i++)
            if (columns[i].Name == name && columns[i].Role == ColumnRole.Window
                && columns[i].Type is { Kind: TypeKind.Timestamp or TypeKind.TimestampLtz, IsWide: false }) return i;
        return -1;
    }
}
