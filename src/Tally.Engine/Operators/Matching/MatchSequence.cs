using System.Runtime.InteropServices;
using Tally.Engine.State;

namespace Tally.Engine.Operators.Matching;

// How a match is found.
//
// One row after the other is tried as the first of a match, in event-time order. From it all ways through the pattern are followed side by
// side, a row
// at a time; a way ends when no variable takes the row. The first way that reaches the end of the pattern is the match, and AFTER MATCH
// SKIP says
// which row is tried next. While a way may still go on, the rows from its first one on are kept, and no later row is tried: so matches
// leave in the
// order of their first rows. A greedy variable keeps every row that fits it; so nothing has to be taken back.

/// <summary>The rows of one partition that may still be part of a match, and the ways through the pattern from the first of them.</summary>
sealed class MatchSequence(MatchPlan plan, MatchEvaluator evaluator, Action<MatchSequence> emit)
{
    readonly List<MatchRow> _rows = [];
    List<Way> _ways = [];
    int _first;
    int _next;

    /// <summary>How far a way has come: the step, the rows that it has taken, and the variable of every row.</summary>
    sealed record Way(int Step, int Count, int[] Variables);

    static readonly Way s_begin = new(-1, 0, []);

    public int Count => _rows.Count;

    /// <summary>The time of the first row of what is being followed.</summary>
    public long FirstTime => _rows[0].Time;

    /// <summary>The rows of the match that is emitted.</summary>
    public ReadOnlySpan<MatchRow> Match => CollectionsMarshal.AsSpan(_rows)[_first..(_next + 1)];

    /// <summary>Their variables.</summary>
    public int[] Variables { get; private set; } = [];

    public void Add(MatchRow row) => _rows.Add(row);

    /// <summary>Follows the pattern as far as the rows reach.</summary>
    /// <param name="watermark">No row at or before it is still to come.</param>
    public void Advance(long watermark)
    {
        while (_first < _rows.Count)
        {
            if (_ways.Count == 0) (_ways, _next) = ([s_begin], _first);
            if (Follow()) _first = Skip();
            else if (_ways.Count == 0 || IsTooLate(watermark)) _first++;
            else break;
            _ways = [];
        }
        _rows.RemoveRange(0, _first);
        (_next, _first) = (_next - _first, 0);
    }

    bool IsTooLate(long watermark) =>
        plan.WithinMs is { } within && (watermark == long.MaxValue || watermark - _rows[_first].Time >= within);

    // True when a match was found and emitted; else the ways that are left wait for more rows.
    bool Follow()
    {
        for (; _next < _rows.Count && _ways.Count > 0; _next++)
        {
            var longer = new List<Way>();
            if (plan.WithinMs is not { } within || _rows[_next].Time - _rows[_first].Time < within)
                foreach (var way in _ways) Extend(way, longer);
            _ways = longer;
            if (_ways.Find(IsWhole) is not { } whole) continue;
            Variables = whole.Variables;
            emit(this);
            return true;
        }
        return false;
    }

    bool IsWhole(Way way)
    {
        if (way.Count < plan.Steps[way.Step].Min) return false;
        for (var step = way.Step + 1; step < plan.Steps.Length; step++)
            if (plan.Steps[step].Min > 0) return false;
        return true;
    }

    // The next row may be one more of the same variable, or the first of a later one up to the next that must not be left out.
    void Extend(Way way, List<Way> longer)
    {
        if (way.Step >= 0)
        {
            var step = plan.Steps[way.Step];
            var more = step.Max is null || way.Count < step.Max ? Take(way, way.Step, way.Count + 1) : null;
            if (more is not null) longer.Add(more);
            if (way.Count < step.Min || (more is not null && step.IsGreedy)) return;
        }
        for (var next = way.Step + 1; next < plan.Steps.Length; next++)
        {
            var taken = Take(way, next, 1);
            if (taken is not null) longer.Add(taken);
            if (plan.Steps[next].Min > 0 || (taken is not null && plan.Steps[next].IsGreedy)) return;
        }
    }

    Way? Take(Way way, int step, int count)
    {
        int[] variables = [.. way.Variables, plan.Steps[step].Variable];
        return evaluator.Holds(Match, variables) ? new(step, count, variables) : null;
    }

    int Skip()
    {
        if (plan.Skip == MatchSkip.PastLastRow) return _next + 1;
        var to = plan.Skip switch
        {
            MatchSkip.ToFirst => Array.IndexOf(Variables, plan.SkipTo),
            MatchSkip.ToLast => Array.LastIndexOf(Variables, plan.SkipTo),
            _ => 1,
        };
        // To the first row of the match itself, or to a variable that took none: the next row, or there would be no end.
        return _first + Math.Max(1, to);
    }

    public void Snapshot(StateWriter writer)
    {
        writer.Write(_rows.Count);
        foreach (var row in _rows)
        {
            writer.Write(row.Time);
            writer.Write(row.Bytes.AsSpan());
        }
    }

    /// <summary>Reads the rows; the ways through them are found again.</summary>
    public void Restore(StateReader reader)
    {
        for (var left = reader.ReadInt32(); left > 0; left--) _rows.Add(new(reader.ReadInt64(), reader.ReadBytes().ToArray()));
    }
}
