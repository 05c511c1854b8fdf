using Tally.Engine.State;

namespace Tally.Agent.Tail;

/// <summary>What an operator should know about files, by what it is about; each once, as long as it holds. Read from other
/// threads.</summary>
sealed class TailNotices
{
    const int MaxShown = 20;

    readonly LinkedHashMap<string, string> _current = new();
    volatile IReadOnlyList<string> _shown = [];

    /// <summary>The notices, the oldest first.</summary>
    public IReadOnlyList<string> Shown => _shown;

    public void Set(string about, string? text)
    {
        if (text is null ? !_current.Remove(about) : _current.TryGetValue(about, out var said) && said == text) return;
        if (text is not null) _current[about] = text;
        _shown = _current.Count <= MaxShown
            ? [.. _current.Values]
            : [.. _current.Values.Take(MaxShown), $"and {_current.Count - MaxShown} more"];
    }
}
