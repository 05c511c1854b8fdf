using System.Text;

namespace Tally.Engine.Expressions.RegularExpressions;

/// <summary>Runs a program over a text; keeps the places of the last match. Not for several threads at once.</summary>
sealed class RegexMatcher(RegexProgram program)
{
    // Where no reference back to a group is used a text needs far fewer steps than this: each step of the program at most once at each
    // place.
    const long BaseSteps = 10_000_000;
    const int StepsPerByte = 64;

    readonly int[] _slots = new int[program.Slots];
    readonly FailureMemory _memory = new(program.Memories);
    readonly List<Frame> _stack = [];

    // By loop: the last stretch of places behind it that were all tried. A search that starts within it need not walk it again.
    readonly (int From, int To)[] _tried = new (int From, int To)[program.Steps.Length];
    int _lastEnd;
    int _depth;
    long _left;

    /// <summary>What is done when the program fails: go on elsewhere, give a slot its value back, or let a loop take one character less or
    /// more.</summary>
    readonly record struct Frame(FrameKind Kind, int Step, int Position, int Other, int End = 0);

    enum FrameKind
    {
        Resume,
        Restore,
        GiveBack,
        TakeMore,
    }

    /// <summary>The next match that starts at a byte or behind it.</summary>
    /// <param name="lastEnd">Where the match before it ended, for \G.</param>
    /// <exception cref="EvaluationException">References back to groups take too many steps.</exception>
    public bool Find(ReadOnlySpan<byte> text, int from, int lastEnd = 0)
    {
        _lastEnd = lastEnd;
        _left = BaseSteps + (long)StepsPerByte * text.Length * Math.Max(1, program.Memories);
        _memory.Reset(from);
        Array.Fill(_tried, (0, -1));
        for (var start = from; start <= text.Length; start = NextCharacter(text, start))
        {
            if (program.IsAnchored && start > 0) return false;
            if (program.Starts is { } starts)
            {
                var found = text[start..].IndexOfAny(starts);
                if (found < 0) return false;
                start += found;
            }
            if (TryAt(text, start)) return true;
        }
        return false;
    }

    /// <summary>Where a group of the last match starts, or -1; group 0 is the match itself.</summary>
    public int Start(int group) => _slots[2 * group];

    /// <summary>Where a group of the last match ends.</summary>
    public int End(int group) => _slots[2 * group + 1];

    bool TryAt(ReadOnlySpan<byte> text, int start)
    {
        Array.Fill(_slots, -1);
        _stack.Clear();
        _depth = 0;
        var end = Run(text, 0, start, -1);
        if (end < 0) return false;
        (_slots[0], _slots[1]) = (start, end);
        return true;
    }

    static int NextCharacter(ReadOnlySpan<byte> text, int at) =>
        at >= text.Length ? at + 1 : Math.Min(text.Length, at + Text.Utf8.Length(text[at]));

    static int LastCharacter(ReadOnlySpan<byte> text, int at)
    {
        do at--;
        while (at > 0 && (text[at] & 0xC0) == 0x80);
        return at;
    }

    /// <summary>Runs from a step up to Accept; gives the place reached, or -1. What the stack held before stays.</summary>
    /// <param name="end">Where it must end, or -1 for anywhere.</param>
    int Run(ReadOnlySpan<byte> text, int step, int position, int end)
    {
        var bottom = _stack.Count;
        while (true)
        {
            var current = program.Steps[step];
            if (current.Kind == StepKind.Accept && (end < 0 || end == position)) return position;
            if (current.Kind != StepKind.Accept && TryStep(text, current, ref step, ref position)) continue;
            if (!TryBack(text, bottom, ref step, ref position)) return -1;
        }
    }

    bool TryStep(ReadOnlySpan<byte> text, Step current, ref int step, ref int position)
    {
        switch (current.Kind)
        {
            case StepKind.Set:
                step++;
                return TryCharacter(text, current.Set, ref position);
            case StepKind.Literal:
                step++;
                if (!text[position..].StartsWith(current.Bytes)) return false;
                position += current.Bytes.Length;
                return true;
            case StepKind.SetLoop: return TryLoop(text, current, ref step, ref position);
            case StepKind.LazySetLoop: return TryLazyLoop(text, current, ref step, ref position);
            case StepKind.Split or StepKind.LazySplit: return TrySplit(current, ref step, position);
            case StepKind.Jump:
                step = current.Target;
                return true;
            case StepKind.Save:
                Save(current.Slot, position);
                break;
            case StepKind.SaveGroup:
                Save(current.Slot, _slots[current.Min]);
                Save(current.Slot + 1, position);
                break;
            case StepKind.EmptyCheck:
                step = _slots[current.Slot] == position ? current.Target : step + 1;
                return true;
            case StepKind.Place:
                step++;
                return RegexPlaces.Holds(current.Place, text, position, _lastEnd);
            case StepKind.BackReference:
                step++;
                return TryReference(text, current, ref position);
            case StepKind.Cluster:
                step++;
                return RegexPlaces.TryCluster(text, ref position);
            default: return TryApart(text, current, ref step, ref position);
        }
        step++;
        return true;
    }

    void Save(int slot, int value)
    {
        _stack.Add(new(FrameKind.Restore, slot, _slots[slot], 0));
        _slots[slot] = value;
    }

    static bool TryCharacter(ReadOnlySpan<byte> text, CharacterSet set, ref int position)
    {
        if (position >= text.Length) return false;
        var first = text[position];
        if (first < 0x80)
        {
            if (!set.ContainsAscii(first)) return false;
            position++;
            return true;
        }
        Rune.DecodeFromUtf8(text[position..], out var rune, out var length);
        if (!set.Contains(rune.Value)) return false;
        position += length;
        return true;
    }

    bool TrySplit(Step current, ref int step, int position)
    {
        if (!Remember(current.Memory, position)) return false;
        var (first, second) = current.Kind == StepKind.Split ? (step + 1, current.Target) : (current.Target, step + 1);
        _stack.Add(new(FrameKind.Resume, second, position, 0));
        step = first;
        return true;
    }

    bool TryLoop(ReadOnlySpan<byte> text, Step current, ref int step, ref int position)
    {
        var remembers = current.Memory >= 0 && _depth == 0 && current.Max == int.MaxValue;
        if (remembers && position >= _tried[step].From && position <= _tried[step].To) return false;
        if (!Remember(current.Memory, position) || !TryTake(text, current.Set, current.Min, ref position)) return false;
        var least = position;
        for (var more = current.Max - current.Min; more > 0 && TryCharacter(text, current.Set, ref position); more--)
        {
            Spend(1);
            // Places further on were tried when the loop was entered here.
            if (remembers && _memory.IsMarked(current.Memory, position)) break;
        }
        if (position > least) _stack.Add(new(FrameKind.GiveBack, step, position, least, position));
        step++;
        return Remember(Behind(current), position);
    }

    bool TryLazyLoop(ReadOnlySpan<byte> text, Step current, ref int step, ref int position)
    {
        if (!Remember(current.Memory, position) || !TryTake(text, current.Set, current.Min, ref position)) return false;
        if (current.Max > current.Min) _stack.Add(new(FrameKind.TakeMore, step, position, current.Min));
        step++;
        return Remember(Behind(current), position);
    }

    static int Behind(Step loop) => loop.Memory < 0 ? -1 : loop.Memory + 1;

    bool TryTake(ReadOnlySpan<byte> text, CharacterSet set, int count, ref int position)
    {
        for (; count > 0; count--)
            if (!TryCharacter(text, set, ref position)) return false;
        return true;
    }

    /// <summary>Undoes what was done since the last place where there was another way, and takes that; false when there is none above the
    /// bottom.</summary>
    bool TryBack(ReadOnlySpan<byte> text, int bottom, ref int step, ref int position)
    {
        while (_stack.Count > bottom)
        {
            Spend(1);
            var frame = _stack[^1];
            _stack.RemoveAt(_stack.Count - 1);
            switch (frame.Kind)
            {
                case FrameKind.Restore:
                    _slots[frame.Step] = frame.Position;
                    continue;
                case FrameKind.Resume:
                    (step, position) = (frame.Step, frame.Position);
                    return true;
                default:
                    step = frame.Step + 1;
                    if (frame.Kind == FrameKind.GiveBack ? GiveBack(text, frame, ref position) : TakeMore(text, frame, ref position))
                        return true;
                    continue;
            }
        }
        return false;
    }

    bool GiveBack(ReadOnlySpan<byte> text, Frame frame, ref int position)
    {
        position = LastCharacter(text, frame.Position);
        if (position > frame.Other) _stack.Add(frame with { Position = position });
        else if (_depth == 0 && program.Steps[frame.Step] is { Memory: >= 0, Max: int.MaxValue })
            _tried[frame.Step] = (frame.Other, frame.End);
        return Remember(Behind(program.Steps[frame.Step]), position);
    }

    bool TakeMore(ReadOnlySpan<byte> text, Frame frame, ref int position)
    {
        var loop = program.Steps[frame.Step];
        position = frame.Position;
        if (!TryCharacter(text, loop.Set, ref position)) return false;
        if (frame.Other + 1 < loop.Max) _stack.Add(frame with { Position = position, Other = frame.Other + 1 });
        return Remember(Behind(loop), position);
    }

    bool TryReference(ReadOnlySpan<byte> text, Step current, ref int position)
    {
        if (current.Slot + 1 >= _slots.Length || current.Slot / 2 > program.Groups || _slots[current.Slot + 1] < 0) return false;
        var group = text[_slots[current.Slot].._slots[current.Slot + 1]];
        Spend(group.Length);
        if (current.Folding == Folding.None)
        {
            if (!text[position..].StartsWith(group)) return false;
            position += group.Length;
            return true;
        }
        while (group.Length > 0 && position < text.Length)
        {
            Rune.DecodeFromUtf8(group, out var rune, out var groupLength);
            Rune.DecodeFromUtf8(text[position..], out var other, out var length);
            if (!CaseFolding.Same(rune.Value, other.Value, current.Folding)) return false;
            group = group[groupLength..];
            position += length;
        }
        return group.IsEmpty;
    }

    /// <summary>Runs a part by itself: nothing of it is tried again later, but what its groups have matched stays.</summary>
    bool TryApart(ReadOnlySpan<byte> text, Step current, ref int step, ref int position)
    {
        if (!Remember(current.Memory, position)) return false;
        var (bottom, marks, inner) = (_stack.Count, _memory.Mark(), step + 1);
        _depth++;
        var end = current.Kind is StepKind.LookBehind or StepKind.NotBehind
            ? RunBehind(text, inner, position, current.Max)
            : Run(text, inner, position, -1);
        _depth--;
        if (end >= 0 || current.Kind is StepKind.LookBehind or StepKind.NotBehind) _memory.Undo(marks);
        var negated = current.Kind is StepKind.NotAhead or StepKind.NotBehind;
        if (end >= 0) Settle(bottom, negated);
        if (end >= 0 == negated) return false;
        if (current.Kind == StepKind.Atomic) position = end;
        step = current.Target;
        return true;
    }

    int RunBehind(ReadOnlySpan<byte> text, int step, int position, int most)
    {
        var marks = _memory.Mark();
        for (var start = position; ; start = LastCharacter(text, start))
        {
            if (Run(text, step, start, position) >= 0) return position;
            _memory.Undo(marks);
            if (start == 0 || most-- == 0) return -1;
        }
    }

    /// <summary>Drops the other ways above the bottom; the values of slots are given back now (or, kept, when the rest fails).</summary>
    void Settle(int bottom, bool giveBack)
    {
        var kept = bottom;
        for (var i = bottom; i < _stack.Count; i++)
            if (_stack[i].Kind == FrameKind.Restore) _stack[kept++] = _stack[i];
        _stack.RemoveRange(kept, _stack.Count - kept);
        for (; giveBack && _stack.Count > bottom; _stack.RemoveAt(_stack.Count - 1)) _slots[_stack[^1].Step] = _stack[^1].Position;
    }

    /// <summary>False when the step was tried at the place before: it would fail again.</summary>
    bool Remember(int memory, int position) => memory < 0 || _memory.TryMark(memory, position, keepsTrail: _depth > 0);

    void Spend(int steps)
    {
        if ((_left -= steps) < 0)
            throw new EvaluationException(
                "the regular expression takes too many steps on this text; write it without references back to repeated groups");
    }
}
