using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Tally.Engine.State;

/// <summary>A map that remembers the order in which keys came; every operation takes the same time whatever the map holds.</summary>
/// <remarks><see cref="OrderedDictionary{TKey,TValue}"/> moves all later entries when one is removed.</remarks>
public sealed class LinkedHashMap<TKey, TValue>(IEqualityComparer<TKey>? comparer = null) : IEnumerable<KeyValuePair<TKey, TValue>>
    where TKey : notnull
{
    readonly Dictionary<TKey, LinkedListNode<KeyValuePair<TKey, TValue>>> _nodes = new(comparer);
    readonly LinkedList<KeyValuePair<TKey, TValue>> _order = new();

    public int Count => _nodes.Count;

    /// <summary>The values, in the order in which their keys came.</summary>
    public IEnumerable<TValue> Values => _order.Select(entry => entry.Value);

    /// <summary>Sets the value of a key; a key that is there already keeps its place.</summary>
    public TValue this[TKey key]
    {
        set
        {
            if (_nodes.TryGetValue(key, out var node)) node.Value = new(node.Value.Key, value);
            else _nodes.Add(key, _order.AddLast(KeyValuePair.Create(key, value)));
        }
    }

    public bool TryGetValue(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        var isThere = _nodes.TryGetValue(key, out var node);
        value = isThere ? node!.Value.Value : default;
        return isThere;
    }

    /// <summary>Removes a key; false when it is not there.</summary>
    public bool Remove(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        var isThere = _nodes.Remove(key, out var node);
        value = isThere ? node!.Value.Value : default;
        if (isThere) _order.Remove(node!);
        return isThere;
    }

    /// <summary>Removes a key; false when it is not there.</summary>
    public bool Remove(TKey key) => Remove(key, out _);

    /// <summary>Removes the key that came first, of a map that is not empty.</summary>
    public void RemoveFirst() => Remove(_order.First!.Value.Key);

    public void Clear()
    {
        _nodes.Clear();
        _order.Clear();
    }

    public IEnumerator<KeyValuePair<TKey, TValue>> GetEnumerator() => _order.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
