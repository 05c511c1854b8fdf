using Tally.Engine.Columns;

namespace Tally.Engine.State;

/// <summary>One text column: an array from dictionary code to id, for each of the dictionaries in use.</summary>
sealed class DictionaryKeyMapper(KeyTable table, int column) : GroupKeyMapper(table)
{
    // As many decoders, each with its own dictionary, may feed one operator; more only cost speed.
    const int MaxMaps = 16;

    // A map holds its dictionary in memory; one that no batch used for so long has surely been replaced.
    const long IdleBatches = 1024;

    readonly List<CodeMap> _maps = [];
    int _nullId = -1;
    long _batches;

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
        var hasNulls = text.HasNulls;
        for (var row = 0; row < batch.Count; row++)
        {
            if (ids[row] >= 0) continue;
            if (hasNulls && text.IsNull(row)) ids[row] = _nullId >= 0 ? _nullId : _nullId = Table.Add(batch, row);
            else if ((ids[row] = map[text.Codes![row]]) < 0) map.Set(text.Codes[row], ids[row] = Table.Add(batch, row));
        }
    }

    CodeMap MapOf(StringDictionary dictionary)
    {
        _batches++;
        foreach (var map in _maps)
        {
            if (!ReferenceEquals(map.Dictionary, dictionary)) continue;
            map.LastUse = _batches;
            return map;
        }
        _maps.RemoveAll(map => map.LastUse < _batches - IdleBatches);
        if (_maps.Count == MaxMaps) _maps.Remove(_maps.MinBy(map => map.LastUse)!);
        var added = new CodeMap(dictionary) { LastUse = _batches };
        _maps.Add(added);
        return added;
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

    /// <summary>The number of the batch that used it last.</summary>
    public long LastUse { get; set; }

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
