using System.Collections.Immutable;
using System.Numerics;
using Tally.Engine.Columns;

namespace Tally.Engine.State;

/// <summary>Keys of some dictionary codes, and of integers that are the same in the whole batch (the day): an array from the codes, taken
/// together, to the id.</summary>
/// <remarks>For batches that are not like that, or where the array would be large, <see cref="TryMap"/> says no.</remarks>
sealed class ArrayKeyMapper(KeyTable table, ImmutableArray<int> columns, ImmutableArray<SqlType> types)
{
    const int MaxMaps = 16, MaxBits = 20;

    // As in DictionaryKeyMapper: an idle map only keeps old dictionaries in memory.
    const long IdleBatches = 1024;

    readonly List<DirectMap> _maps = [];
    readonly bool _isPossible = types.Any(type => type.IsText)
        && types.All(type => type.IsText || type.Kind != TypeKind.Boolean && Column.For(type) is Column<int>);
    long _batches;
    int[] _places = [];

    /// <summary>Writes the id of each row's key, if it can.</summary>
    public bool TryMap(Batch batch, int[] ids)
    {
        if (!_isPossible || !IsUniform(batch) || MapOf(batch) is not { } map) return false;
        if (map.OnlyCodes(batch, columns) is { } codes)
        {
            if (map.LookupCodes(codes, ids)) return true;
            for (var row = 0; row < codes.Count; row++)
                if (ids[row] < 0 && (ids[row] = map[codes[row] + 1]) < 0) map.Set(codes[row] + 1, ids[row] = table.Add(batch, row));
            return true;
        }
        if (_places.Length < batch.Count) _places = new int[Math.Max(1024, batch.Count)];
        var places = _places.AsSpan(0, batch.Count);
        map.Place(batch, columns, places);
        if (map.Lookup(places, ids)) return true;
        for (var row = 0; row < places.Length; row++)
            if (ids[row] < 0 && (ids[row] = map[places[row]]) < 0) map.Set(places[row], ids[row] = table.Add(batch, row));
        return true;
    }

    public void Forget(int id)
    {
        foreach (var map in _maps) map.Forget(id);
    }

    // Rows of one batch are of one day nearly always; a row that is not is found at once.
    bool IsUniform(Batch batch)
    {
        foreach (var column in columns)
        {
            if (batch.Columns[column] is StringColumn { Codes: not null }) continue;
            if (batch.Columns[column] is not Column<int> { HasNulls: false } ints || ints.Span.IndexOfAnyExcept(ints.Values[0]) >= 0)
                return false;
        }
        return true;
    }

    DirectMap? MapOf(Batch batch)
    {
        _batches++;
        foreach (var map in _maps)
        {
            if (!map.Reads(batch, columns)) continue;
            map.LastUse = _batches;
            if (map.Fits()) return map;
            _maps.Remove(map);
            break;
        }
        if (DirectMap.Create(batch, columns, MaxBits) is not { } added) return null;
        _maps.RemoveAll(map => map.LastUse < _batches - IdleBatches);
        if (_maps.Count == MaxMaps) _maps.Remove(_maps.MinBy(map => map.LastUse)!);
        added.LastUse = _batches;
        _maps.Add(added);
        return added;
    }
}

/// <summary>The ids of the keys over one set of dictionaries, with the same integers beside them.</summary>
sealed class DirectMap
{
    readonly StringDictionary?[] _dictionaries;
    readonly int[] _constants;
    readonly int[] _bits;
    readonly int[] _ids;
    readonly int _onlyText;
    int[] _places = [];

    DirectMap(StringDictionary?[] dictionaries, int[] constants, int[] bits)
    {
        (_dictionaries, _constants, _bits) = (dictionaries, constants, bits);
        _ids = new int[1 << bits.Sum()];
        _onlyText = dictionaries.Count(dictionary => dictionary is not null) == 1
            ? Array.FindIndex(dictionaries, dictionary => dictionary is not null)
            : -1;
    }

    /// <summary>The number of the batch that used it last.</summary>
    public long LastUse { get; set; }

    /// <summary>A map for batches like this one; null when it would be too large.</summary>
    public static DirectMap? Create(Batch batch, ImmutableArray<int> columns, int maxBits)
    {
        var (dictionaries, constants, bits) = (new StringDictionary?[columns.Length], new int[columns.Length], new int[columns.Length]);
        for (var i = 0; i < columns.Length; i++)
        {
            dictionaries[i] = (batch.Columns[columns[i]] as StringColumn)?.Dictionary;
            if (dictionaries[i] is { } dictionary) bits[i] = BitOperations.Log2((uint)dictionary.Count + 1) + 1;
            else constants[i] = ((Column<int>)batch.Columns[columns[i]]).Values[0];
        }
        return bits.Sum() > maxBits ? null : new(dictionaries, constants, bits);
    }

    /// <summary>Whether the batch holds the same dictionaries and integers.</summary>
    public bool Reads(Batch batch, ImmutableArray<int> columns)
    {
        for (var i = 0; i < columns.Length; i++)
        {
            var isSame = batch.Columns[columns[i]] is StringColumn text
                ? ReferenceEquals(text.Dictionary, _dictionaries[i])
                : ((Column<int>)batch.Columns[columns[i]]).Values[0] == _constants[i];
            if (!isSame) return false;
        }
        return true;
    }

    /// <summary>Whether all codes still have room.</summary>
    public bool Fits()
    {
        for (var i = 0; i < _bits.Length; i++)
            if (_dictionaries[i] is { } dictionary && dictionary.Count + 1 >= 1 << _bits[i]) return false;
        return true;
    }

    /// <summary>Writes where each row's key lies; 0 in a column's bits stands for NULL.</summary>
    public void Place(Batch batch, ImmutableArray<int> columns, Span<int> places)
    {
        var isFirst = true;
        for (var i = 0; i < columns.Length; i++)
        {
            if (batch.Columns[columns[i]] is not StringColumn text) continue;
            if (isFirst) places.Clear();
            isFirst = false;
            var codes = text.Codes.AsSpan(0, places.Length);
            var bits = _bits[i];
            if (text.HasNulls)
                for (var row = 0; row < places.Length; row++) places[row] = places[row] << bits | (text.IsNull(row) ? 0 : codes[row] + 1);
            else
                for (var row = 0; row < places.Length; row++) places[row] = places[row] << bits | codes[row] + 1;
        }
    }

    /// <summary>The id of the key at a place, or -1.</summary>
    public int this[int place] => _ids[place] - 1;

    /// <summary>The codes of a batch whose keys are told by one text column without NULL; a key's place is then its code and one
    /// more.</summary>
    public ArraySegment<int>? OnlyCodes(Batch batch, ImmutableArray<int> columns) =>
        _onlyText >= 0 && batch.Columns[columns[_onlyText]] is StringColumn { HasNulls: false } text
            ? new(text.Codes!, 0, batch.Count)
            : null;

    /// <summary>Writes the id of each row's key by its code, -1 where there is none yet; true when all are there.</summary>
    public bool LookupCodes(ReadOnlySpan<int> codes, int[] ids)
    {
        var result = ids.AsSpan(0, codes.Length);
        var known = _ids;
        var missing = 0;
        for (var i = 0; i < codes.Length; i++)
        {
            var id = known[codes[i] + 1] - 1;
            missing |= id;
            result[i] = id;
        }
        return missing >= 0;
    }

    /// <summary>Writes the id at each place, -1 where there is none yet; true when all are there.</summary>
    public bool Lookup(ReadOnlySpan<int> places, int[] ids)
    {
        var known = _ids;
        var result = ids.AsSpan(0, places.Length);
        var missing = 0;
        for (var i = 0; i < result.Length; i++)
        {
            var id = known[places[i]] - 1;
            missing |= id;
            result[i] = id;
        }
        return missing >= 0;
    }

    public void Set(int place, int id)
    {
        _ids[place] = id + 1;
        if (_places.Length <= id) Array.Resize(ref _places, Math.Max(64, Math.Max(id + 1, _places.Length * 2)));
        _places[id] = place + 1;
    }

    public void Forget(int id)
    {
        if (id >= _places.Length || _places[id] == 0) return;
        _ids[_places[id] - 1] = 0;
        _places[id] = 0;
    }
}
