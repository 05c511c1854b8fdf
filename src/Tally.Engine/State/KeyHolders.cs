namespace Tally.Engine.State;

/// <summary>Counts who holds each key of a table, and forgets those that nobody does: not at once, since in the next window most of them come again.</summary>
sealed class KeyHolders(KeyTable keys)
{
    const int LeastIdle = 32_768;

    int[] _counts = [];
    int _held;
    int _peak;

    /// <summary>Makes room for every key of the table; before keys are held.</summary>
    public void Reserve()
    {
        if (_counts.Length < keys.Capacity) Array.Resize(ref _counts, Math.Max(64, keys.Capacity * 2));
    }

    public void Hold(int key)
    {
        if (_counts[key]++ == 0 && ++_held > _peak) _peak = _held;
    }

    public void Release(int key)
    {
        if (--_counts[key] == 0) _held--;
    }

    /// <summary>Forgets the keys that nobody holds when they are many more than were lately held at once; called when holders have gone, never between giving keys and holding them.</summary>
    public void ForgetIdle()
    {
        var enough = LeastIdle + 2L * _peak;
        _peak = Math.Max(_held, _peak - _peak / 8);
        if (keys.Count - _held <= enough) return;
        for (var key = 0; key < keys.Capacity; key++)
            if (keys.Contains(key) && (key >= _counts.Length || _counts[key] == 0)) keys.Remove(key);
    }
}
