using System.Text.Json.Serialization;
using Tally.Engine.Columns;
using Tally.Engine.Operators.Windows.Kinds;
using Tally.Engine.Planning;

namespace Tally.Results;

/// <summary>A column of a metric.</summary>
public sealed record MetricColumn(string Name, SqlType Type, ColumnRole Role);

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
public sealed record MetricDefinition(string Name, string Title, string Unit, string Chart, MetricWindow Window, IReadOnlyList<MetricColumn> Columns, IReadOnlyList<int> Key)
{
    /// <summary>Whether windows that have fired may still be corrected by late rows.</summary>
    public bool IsCorrected { get; init; }

    /// <summary>The index of window_start, or -1.</summary>
    public int StartColumn { get; } = IndexOf(Columns, "window_start");

    /// <summary>The index of window_end, or -1.</summary>
    public int EndColumn { get; } = IndexOf(Columns, "window_end");

    /// <summary>Whether rows belong to windows that end.</summary>
    public bool IsWindowed => StartColumn >= 0 && EndColumn >= 0;

    static int IndexOf(IReadOnlyList<MetricColumn> columns, string name)
    {
        for (var i = 0; i < columns.Count; i++)
            if (columns[i].Name == name && columns[i].Role == ColumnRole.Window && columns[i].Type is { Kind: TypeKind.Timestamp or TypeKind.TimestampLtz, IsWide: false }) return i;
        return -1;
    }
}
