namespace Tally.Engine.State;

/// <summary>Counts who holds each key of a table, and forgets those that nobody does: not at once where most of them come again in the next
/// window.</summary>
sealed class KeyReferenceCounts(KeyTable keys)
{
    const int LeastIdle = 32_768;

    int[] _counts = [];
    int _held;
    int _peak;
    int _known;
    long _begun;
    bool _keysReturn = true;

    /// <summary>Makes room for every key of the table; before keys are held.</summary>
    public void Reserve()
    {
        if (_counts.Length < keys.Capacity) Array.Resize(ref _counts, Math.Max(64, keys.Capacity * 2));
    }

    public void Hold(int key)
    {
        if (_counts[key]++ > 0) return;
        _begun++;
        if (++_held > _peak) _peak = _held;
    }

    public void Hold(ReadOnlySpan<int> keys)
    {
        foreach (var key in keys) Hold(key);
    }

    public void Release(int key)
    {
        if (--_counts[key] == 0) _held--;
    }

    /// <summary>Forgets the keys that nobody holds when they are many, measured by how many were lately held at once; called when holders
    /// have gone, never between giving keys and holding them.</summary>
    public void ForgetIdle()
    {
        var enough = LeastIdle + (_keysReturn ? _peak * 2L : _peak / 4);
        _peak = Math.Max(_held, _peak - _peak / 8);
        if (keys.Count - _held <= enough) return;
        // Of the keys that were taken up since the last time, those that were not new had come again: is it worth while to keep them?
        _keysReturn = (_begun - (keys.Count - _known)) * 4 > _begun;
        for (var key = 0; key < keys.Capacity; key++)
            if (keys.Contains(key) && (key >= _counts.Length || _counts[key] == 0)) keys.Remove(key);
        (_begun, _known) = (0, keys.Count);
    }
}
