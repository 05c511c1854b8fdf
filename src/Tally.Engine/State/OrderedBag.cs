using System.Collections;

namespace Tally.Engine.State;

/// <summary>Items in the order in which they came, equal ones among them. Taking one out costs the same whatever the bag holds, on
/// average.</summary>
/// <remarks>What was taken out leaves a gap; gaps are closed when they are more than half. Where equal items are is known from the first
/// <see cref="Remove"/> on.</remarks>
public sealed class OrderedBag<T>(IEqualityComparer<T> comparer) : IEnumerable<T> where T : class
{
    readonly List<T?> _items = [];
    Dictionary<T, Queue<int>>? _places;
    int _first;

    public int Count { get; private set; }

    public void Add(T item)
    {
        if (_places is not null) Index(item, _items.Count);
        _items.Add(item);
        Count++;
    }

    /// <summary>Takes out an item; of equal ones the one that came first. False when there is none.</summary>
    public bool Remove(T item)
    {
        if (_places is null) IndexAll();
        if (!_places!.TryGetValue(item, out var places)) return false;
        TakeOut(item, places);
        return true;
    }

    /// <summary>Takes out the item that came first, of a bag that is not empty.</summary>
    public void RemoveFirst()
    {
        while (_items[_first] is null) _first++;
        var item = _items[_first]!;
        if (_places is not null) TakeOut(item, _places[item]);
        else Leave(_first);
    }

    public void Clear()
    {
        _items.Clear();
        _places = null;
        _first = Count = 0;
    }

    public IEnumerator<T> GetEnumerator()
    {
        foreach (var item in _items)
            if (item is not null) yield return item;
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    void IndexAll()
    {
        _places = new(comparer);
        for (var place = 0; place < _items.Count; place++)
            if (_items[place] is { } item) Index(item, place);
    }

    void Index(T item, int place)
    {
        if (!_places!.TryGetValue(item, out var places)) _places.Add(item, places = new());
        places.Enqueue(place);
    }

    void TakeOut(T item, Queue<int> places)
    {
        var place = places.Dequeue();
        if (places.Count == 0) _places!.Remove(item);
        Leave(place);
    }

    void Leave(int place)
    {
        _items[place] = null;
        Count--;
        if (_items.Count < 16 || Count * 2 > _items.Count) return;
        _items.RemoveAll(item => item is null);
        _first = 0;
        _places = null;
    }
}
