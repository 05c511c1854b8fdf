using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Tally.Results.Live;

/// <summary>The rows of a cut in the newest picture, and what has changed since the one before; each row has a number while it
/// stays.</summary>
sealed class LiveCut(CutRequest request, Func<string, IMetricRows?> find)
{
    Dictionary<string, (int Id, object?[] Row)> _rows = [];
    HashSet<string> _finalEnds = [];
    ResultRows? _result;
    string _whole = "", _error = "";
    byte[]? _change;
    int _lastId;

    /// <summary>When its rows were the newest; null before there are any.</summary>
    public DateTimeOffset? AsOf => _result?.AsOf;

    /// <summary>The event time up to which they are complete.</summary>
    public DateTimeOffset? Watermark => _result?.Watermark;

    /// <summary>What the newest picture changed, as a JSON object; null when nothing did.</summary>
    public byte[]? Change => _change;

    /// <summary>Goes on to the rows as they are now.</summary>
    public void Advance()
    {
        var columns = _result?.Metric.Columns;
        try
        {
            var table = find(request.Metric) ?? throw new BadRequestException($"there is no metric '{request.Metric}'");
            var newest = table.Read(request.Rows);
            var isFirst = columns is null || _error.Length > 0 || !newest.Metric.Columns.SequenceEqual(columns);
            _error = "";
            _change = isFirst ? Begin(newest) : Follow(newest);
        }
        catch (BadRequestException error)
        {
            _change = error.Message == _error ? null : ErrorOf(error.Message);
            _error = error.Message;
        }
    }

    /// <summary>All of it, as a JSON object.</summary>
    public byte[] Whole() => _result is null || _error.Length > 0 ? ErrorOf(_error) : Write(_result, _rows.Values, [], _finalEnds, true);

    byte[] Begin(ResultRows newest)
    {
        (_rows, _finalEnds, _whole) = (Numbered(newest), [.. newest.FinalEnds], WholeText(newest));
        _result = newest;
        return Whole();
    }

    byte[]? Follow(ResultRows newest)
    {
        var rows = Numbered(newest);
        var upsert = rows.Where(one => !_rows.TryGetValue(one.Key, out var before)
            || !RowComparer.Instance.Equals(before.Row, one.Value.Row)).Select(one => one.Value).ToList();
        var remove = _rows.Where(one => !rows.ContainsKey(one.Key)).Select(one => one.Value.Id).ToList();
        var final = newest.FinalEnds.Where(end => !_finalEnds.Contains(end)).ToList();
        var whole = WholeText(newest);
        var isSame = upsert.Count + remove.Count + final.Count == 0 && whole == _whole;
        (_rows, _finalEnds, _whole) = (rows, [.. newest.FinalEnds], whole);
        _result = newest;
        return isSame ? null : Write(newest, upsert, remove, final, false);
    }

    // Two rows of one key are told apart by which comes first.
    Dictionary<string, (int Id, object?[] Row)> Numbered(ResultRows newest)
    {
        var numbered = new Dictionary<string, (int Id, object?[] Row)>(newest.Rows.Count, StringComparer.Ordinal);
        var (start, end) = (newest.Metric.StartColumn, newest.Metric.PeriodColumn);
        foreach (var row in newest.Rows)
        {
            var key = $"{(end < 0 ? "" : row[end])}\u0002{(start < 0 ? "" : row[start])}\u0002{newest.Metric.NameOf(row)}";
            while (numbered.ContainsKey(key)) key += "\u0003";
            numbered.Add(key, (_rows.TryGetValue(key, out var known) ? known.Id : ++_lastId, row));
        }
        return numbered;
    }

    static string WholeText(ResultRows rows) => $"{rows.Count} {string.Join(' ', rows.Totals)}";

    static byte[] ErrorOf(string message) => JsonSerializer.SerializeToUtf8Bytes(new { error = message }, JsonSerializerOptions.Web);

    byte[] Write(ResultRows result, IEnumerable<(int Id, object?[] Row)> upsert, List<int> remove, IEnumerable<string> final, bool isWhole)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var json = new Utf8JsonWriter(buffer, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        if (isWhole) WriteHead(json, result.Metric);
        WriteList(json, "upsert", upsert, one =>
        {
            json.WriteStartArray();
            json.WriteNumberValue(one.Id);
            foreach (var cell in one.Row) ResultJson.WriteValue(json, cell);
            json.WriteEndArray();
        });
        WriteList(json, "remove", remove, json.WriteNumberValue);
        WriteList(json, "final", final, json.WriteStringValue);
        ResultJson.WriteWhole(json, result);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    static void WriteHead(Utf8JsonWriter json, MetricDefinition metric)
    {
        json.WriteString("metric", metric.Name);
        WriteList(json, "columns", metric.Columns, column => json.WriteStringValue(column.Name));
    }

    static void WriteList<T>(Utf8JsonWriter json, string name, IEnumerable<T> items, Action<T> write)
    {
        if (name != "columns" && !items.Any()) return;
        json.WriteStartArray(name);
        foreach (var item in items) write(item);
        json.WriteEndArray();
    }
}
