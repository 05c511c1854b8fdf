using System.Text;

namespace Tally.Log.Embedded;

/// <summary>The highest position that a partition has stored of each source. Used under the partition's gate.</summary>
sealed class SourceTable
{
    readonly Dictionary<string, SourcePosition> _positions = new(StringComparer.Ordinal);
    readonly Queue<Change> _unacknowledged = new();

    /// <summary>What is known of one source.</summary>
    /// <param name="Name">Its name in UTF-8.</param>
    /// <param name="Position">The highest position stored.</param>
    /// <param name="LastOffset">The offset of the record that has it.</param>
    public readonly record struct SourcePosition(byte[] Name, long Position, long LastOffset);

    readonly record struct Change(string Source, SourcePosition Before, long EndOffset);

    /// <summary>How many sources are known.</summary>
    public int Count => _positions.Count;

    /// <summary>All sources, in no order.</summary>
    public IEnumerable<SourcePosition> All => _positions.Values;

    /// <summary>The highest position of a source, or -1.</summary>
    public long PositionOf(string source) => _positions.TryGetValue(source, out var found) ? found.Position : -1;

    /// <summary>The source's name in UTF-8, without making it again each time.</summary>
    public byte[] NameOf(string source) => _positions.TryGetValue(source, out var found) ? found.Name : Encoding.UTF8.GetBytes(source);

    /// <summary>Sets a position that is acknowledged.</summary>
    public void Set(byte[] name, long position, long lastOffset) =>
        _positions[Encoding.UTF8.GetString(name)] = new SourcePosition(name, position, lastOffset);

    /// <summary>Sets a position that counts from now on and may still be undone.</summary>
    public void SetUnacknowledged(string source, byte[] name, long position, long endOffset)
    {
        _positions.TryGetValue(source, out var before);
        _unacknowledged.Enqueue(new Change(source, before, endOffset));
        _positions[source] = new SourcePosition(name, position, endOffset - 1);
    }

    /// <summary>Makes final what was set with records below an offset.</summary>
    public void Acknowledge(long endOffset)
    {
        while (_unacknowledged.TryPeek(out var change) && change.EndOffset <= endOffset) _unacknowledged.Dequeue();
    }

    /// <summary>Takes back everything that is not final.</summary>
    public void RollBack()
    {
        var changes = _unacknowledged.ToArray();
        _unacknowledged.Clear();
        for (var index = changes.Length - 1; index >= 0; index--)
        {
            if (changes[index].Before.Name is null) _positions.Remove(changes[index].Source);
            else _positions[changes[index].Source] = changes[index].Before;
        }
    }

    /// <summary>Forgets the sources whose last record retention has deleted, the oldest first, as far as they are more than a
    /// bound.</summary>
    public void Forget(long startOffset, int maxIdleSources)
    {
        if (_positions.Count <= maxIdleSources) return;
        var idle = _positions.Where(entry => entry.Value.LastOffset < startOffset).OrderBy(entry => entry.Value.LastOffset).ToList();
        for (var index = 0; index < idle.Count - maxIdleSources; index++) _positions.Remove(idle[index].Key);
    }
}
