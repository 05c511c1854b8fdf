using System.Collections.Immutable;
using Tally.Engine.Operators.Windows;

namespace Tally.Engine.Planning.Logical;

/// <summary>What changes a node emits.</summary>
public enum ChangelogMode
{
    /// <summary>Rows only arrive.</summary>
    InsertOnly,

    /// <summary>Rows are replaced and deleted, and a key says which one: whoever applies the changes by the key may ignore the rows
    /// before.</summary>
    Upsert,

    /// <summary>Rows are taken back as whole rows; there is no key.</summary>
    Retract,
}

/// <summary>What is known about the rows that leave a node.</summary>
/// <param name="Changelog">What changes there are.</param>
/// <param name="UpsertKey">Columns of which no two rows of the result agree, or null; empty when there is at most one row.</param>
/// <param name="TimeColumns">The time attributes: columns that the watermark speaks of.</param>
/// <param name="Window">The columns that hold the bounds of a window that each row belongs to, or null.</param>
public sealed record NodeTraits(ChangelogMode Changelog, ImmutableArray<int>? UpsertKey, ImmutableArray<int> TimeColumns,
    WindowColumns? Window)
{
    /// <summary>Rows only arrive, and nothing else is known.</summary>
    public static readonly NodeTraits Append = new(ChangelogMode.InsertOnly, null, [], null);

    /// <summary>The processing-time attributes: columns whose order is that in which the rows arrive.</summary>
    public ImmutableArray<int> ProcessingTimes { get; init; } = [];

    public bool IsInsertOnly => Changelog == ChangelogMode.InsertOnly;

    public bool IsTime(int column) => TimeColumns.Contains(column);

    public bool IsProcessingTime(int column) => ProcessingTimes.Contains(column);

    /// <summary>The traits of an updating result: by key when there is one.</summary>
    public static NodeTraits Updating(ImmutableArray<int>? key) =>
        new(key is null ? ChangelogMode.Retract : ChangelogMode.Upsert, key, [], null);

    /// <summary>The traits behind a node that moves columns.</summary>
    /// <param name="places">The new index of each column, or -1 when it is dropped.</param>
    public NodeTraits Move(Func<int, int> places)
    {
        ImmutableArray<int>? key = UpsertKey is { } old && old.All(column => places(column) >= 0) ? [.. old.Select(places)] : null;
        var changelog = IsInsertOnly ? ChangelogMode.InsertOnly : key is null ? ChangelogMode.Retract : ChangelogMode.Upsert;
        return new(changelog, key, Moved(TimeColumns), Window?.Move(places)) { ProcessingTimes = Moved(ProcessingTimes) };

        ImmutableArray<int> Moved(ImmutableArray<int> columns) => [.. columns.Select(places).Where(place => place >= 0)];
    }
}

/// <summary>The columns that hold a window's bounds.</summary>
/// <param name="Function">How the windows were cut.</param>
/// <param name="Start">The column of window_start, or -1 when it was dropped.</param>
/// <param name="End">The column of window_end, or -1.</param>
/// <param name="Time">The column of window_time, or -1.</param>
public sealed record WindowColumns(WindowFunction Function, int Start, int End, int Time)
{
    /// <summary>Whether both bounds are there, which is what makes a grouping a window aggregation.</summary>
    public bool IsComplete => Start >= 0 && End >= 0;

    public WindowColumns? Move(Func<int, int> places)
    {
        var moved = new WindowColumns(Function, Place(Start), Place(End), Place(Time));
        return moved is { Start: < 0, End: < 0, Time: < 0 } ? null : moved;
        int Place(int column) => column < 0 ? -1 : places(column);
    }
}
