namespace Tally.Engine.Expressions.RegularExpressions;

/// <summary>Which steps were tried at which places of a text: a bit for each, laid out by place, so that a search clears only what it
/// touched.</summary>
sealed class FailureMemory(int steps)
{
    const int MaxWords = 1 << 23;

    readonly List<long> _trail = [];
    ulong[] _bits = [];
    long _from;
    int _used;

    /// <summary>Forgets all; places from now on are counted from a byte of the text.</summary>
    public void Reset(int from)
    {
        Array.Clear(_bits, 0, _used);
        _trail.Clear();
        (_from, _used) = (from, 0);
    }

    /// <summary>Marks a step at a place; false when it was marked before. Places before the start of the search are not
    /// remembered.</summary>
    /// <exception cref="EvaluationException">The text is too long for the pattern.</exception>
    public bool TryMark(int step, int position, bool keepsTrail)
    {
        if (position < _from) return true;
        var index = (position - _from) * steps + step;
        var word = (int)Math.Min(index >> 6, MaxWords);
        if (word >= _bits.Length) Grow(word);
        if (word >= _used) _used = word + 1;
        if ((_bits[word] >> (int)index & 1) != 0) return false;
        _bits[word] |= 1UL << (int)index;
        if (keepsTrail) _trail.Add(index);
        return true;
    }

    public bool IsMarked(int step, int position)
    {
        var index = (position - _from) * steps + step;
        return index >> 6 < _used && (_bits[index >> 6] >> (int)index & 1) != 0;
    }

    void Grow(int word)
    {
        if (word == MaxWords) throw new EvaluationException("the text is too long for the regular expression");
        Array.Resize(ref _bits, Math.Max(word + 1, Math.Max(16, _bits.Length * 2)));
    }

    /// <summary>A place in the trail of marks, to undo what comes after it.</summary>
    public int Mark() => _trail.Count;

    public void Undo(int mark)
    {
        for (var i = mark; i < _trail.Count; i++) _bits[_trail[i] >> 6] &= ~(1UL << (int)_trail[i]);
        _trail.RemoveRange(mark, _trail.Count - mark);
    }
}
