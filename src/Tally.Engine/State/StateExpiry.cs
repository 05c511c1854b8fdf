namespace Tally.Engine.State;

/// <summary>When each entry of a state was last used, to forget idle ones ('table.exec.state.ttl').</summary>
/// <param name="ttlMs">0: entries are kept for ever, and nothing is noted.</param>
sealed class StateExpiry(long ttlMs, TimeProvider clock)
{
    long[] _lastUses = [];
    long _nextSweep;

    /// <summary>The entry was used now.</summary>
    public void Touch(int id)
    {
        if (ttlMs <= 0) return;
        if (_lastUses.Length <= id) Array.Resize(ref _lastUses, Math.Max(64, Math.Max(id + 1, _lastUses.Length * 2)));
        _lastUses[id] = NowMs();
    }

    public void Forget(int id)
    {
        if (id < _lastUses.Length) _lastUses[id] = 0;
    }

    /// <summary>The entries that have been idle for too long; looked for a few times in each period.</summary>
    public List<int> Expired()
    {
        var expired = new List<int>();
        if (ttlMs <= 0 || NowMs() < _nextSweep) return expired;
        _nextSweep = NowMs() + Math.Max(1, ttlMs / 4);
        for (var id = 0; id < _lastUses.Length; id++)
            if (_lastUses[id] != 0 && _lastUses[id] + ttlMs <= NowMs()) expired.Add(id);
        return expired;
    }

    long NowMs() => clock.GetUtcNow().ToUnixTimeMilliseconds();

    public void Snapshot(StateWriter writer) => writer.Write<long>(_lastUses);

    public void Restore(StateReader reader) => _lastUses = reader.ReadArray<long>();
}
