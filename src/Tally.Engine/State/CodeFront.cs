using Tally.Engine.Columns;

namespace Tally.Engine.State;

/// <summary>One text column: an array from dictionary code to id, for each of the dictionaries in use.</summary>
sealed class CodeFront(KeyTable table, int column) : KeyFront(table)
{
    // As many decoders, each with its own dictionary, may feed one operator; more only cost speed.
    const int MaxMaps = 16;

    readonly List<CodeMap> _maps = [];
    int _nullId = -1;

    public override void Map(Batch batch, int[] ids)
    {
        var text = (StringColumn)batch.Columns[column];
        if (text.Codes is not { } codes)
        {
            for (var row = 0; row < batch.Count; row++) ids[row] = Table.Add(batch, row);
            return;
        }
        var map = MapOf(text.Dictionary!);
        map.Reserve();
        if (text.HasNulls) ids.AsSpan(0, batch.Count).Fill(-1);
        else if (map.Lookup(codes.AsSpan(0, batch.Count), ids)) return;
        Resolve(batch, text, map, ids);
    }

    void Resolve(Batch batch, StringColumn text, CodeMap map, int[] ids)
    {
        for (var row = 0; row < batch.Count; row++)
        {
            if (text.IsNull(row)) ids[row] = _nullId >= 0 ? _nullId : _nullId = Table.Add(batch, row);
            else if (ids[row] < 0 && (ids[row] = map[text.Codes![row]]) < 0) map.Set(text.Codes[row], ids[row] = Table.Add(batch, row));
        }
    }

    CodeMap MapOf(StringDictionary dictionary)
    {
        for (var i = 0; i < _maps.Count; i++)
        {
            if (!ReferenceEquals(_maps[i].Dictionary, dictionary)) continue;
            if (i > 0) (_maps[i], _maps[i - 1]) = (_maps[i - 1], _maps[i]);
            return _maps[Math.Max(0, i - 1)];
        }
        if (_maps.Count == MaxMaps) _maps.RemoveAt(MaxMaps - 1);
        _maps.Insert(0, new CodeMap(dictionary));
        return _maps[0];
    }

    public override void Forget(int id)
    {
        if (id == _nullId) _nullId = -1;
        foreach (var map in _maps) map.Forget(id);
    }
}

/// <summary>The ids of the codes of one dictionary.</summary>
sealed class CodeMap(StringDictionary dictionary)
{
    int[] _ids = [];
    int[] _codes = [];

    public StringDictionary Dictionary { get; } = dictionary;

    /// <summary>The id of a code, or -1.</summary>
    public int this[int code] => _ids[code] - 1;

    /// <summary>Makes room for all codes that the dictionary has given.</summary>
    public void Reserve()
    {
        if (_ids.Length < Dictionary.Count) Array.Resize(ref _ids, Math.Max(64, Dictionary.Count * 2));
    }

    /// <summary>Writes the id of each code, -1 where there is none yet; true when all are there.</summary>
    public bool Lookup(ReadOnlySpan<int> codes, int[] ids)
    {
        var known = _ids;
        var result = ids.AsSpan(0, codes.Length);
        var missing = 0;
        for (var i = 0; i < result.Length; i++)
        {
            var id = known[codes[i]] - 1;
            missing |= id;
            result[i] = id;
        }
        return missing >= 0;
    }

    public void Set(int code, int id)
    {
        _ids[code] = id + 1;
        if (_codes.Length <= id) Array.Resize(ref _codes, Math.Max(64, Math.Max(id + 1, _codes.Length * 2)));
        _codes[id] = code + 1;
    }

    public void Forget(int id)
    {
        if (id >= _codes.Length || _codes[id] == 0) return;
        _ids[_codes[id] - 1] = 0;
        _codes[id] = 0;
    }
}
