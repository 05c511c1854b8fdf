using System.Text;
using System.Text.Json;
using Tally.Engine.Formats.Values;

namespace Tally.Engine.Formats.AccessLog;

/// <summary>Finds the values of a log line that is a JSON object, as nginx, Caddy and Traefik write it.</summary>
sealed class JsonLineScan(LineTargets targets) : ILineScan
{
    readonly Dictionary<string, int[]> _fields = new(StringComparer.Ordinal);
    readonly List<string> _path = [];
    string _key = "";

    public string Name => "json";

    public string Reason { get; private set; } = "";

    public LineKind Scan(byte[] bytes, int start, int end, Span<ValueSlice> row)
    {
        try
        {
            var reader = new Utf8JsonReader(bytes.AsSpan(start, end - start));
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return Fail("found no object, expected a line such as {\"remote_addr\":\"1.2.3.4\",…}");
            _path.Clear();
            while (reader.Read()) Take(ref reader, bytes, start, row);
            return LineKind.Row;
        }
        catch (JsonException e)
        {
            return Fail($"byte {e.BytePositionInLine + 1}: found what is no JSON");
        }
    }

    // Objects inside have their keys before those in them; of an array the first value counts.
    void Take(ref Utf8JsonReader reader, byte[] bytes, int start, Span<ValueSlice> row)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                var key = reader.GetString()!;
                _key = _path.Count == 0 ? key : $"{string.Join('.', _path)}.{key}";
                break;
            case JsonTokenType.StartObject:
                _path.Add(_key.Split('.')[^1]);
                break;
            case JsonTokenType.EndObject:
                if (_path.Count > 0) _path.RemoveAt(_path.Count - 1);
                break;
            case JsonTokenType.String or JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False:
                Put(ref reader, bytes, start, row);
                break;
        }
    }

    void Put(ref Utf8JsonReader reader, byte[] bytes, int start, Span<ValueSlice> row)
    {
        if (!_fields.TryGetValue(_key, out var fields)) _fields[_key] = fields = targets.Of(AccessLogColumns.OfKey(_key));
        if (fields.Length == 0 && _key != "request") return;
        var first = start + (int)reader.TokenStartIndex + (reader.TokenType == JsonTokenType.String ? 1 : 0);
        var end = first + reader.ValueSpan.Length;
        // Where a line of text has a -, nginx and Caddy write an empty string.
        foreach (var field in fields)
            if (row[field].IsMissing)
                row[field] = end == first ? ValueSlice.Null : LineTargets.Slice(bytes, first, end, reader.ValueIsEscaped, isAscii: false);
        if (_key == "request") PutRequest(bytes, first, end, reader.ValueIsEscaped, row);
    }

    void PutRequest(byte[] bytes, int start, int end, bool hasEscapes, Span<ValueSlice> row)
    {
        var request = bytes.AsSpan(start, end - start);
        var (first, last) = (request.IndexOf((byte)' '), request.LastIndexOf((byte)' '));
        if (first <= 0) return;
        var hasProtocol = last > first && request[(last + 1)..].StartsWith("HTTP/"u8);
        Fill("request_method", start, start + first, row);
        Fill("request_uri", start + first + 1, hasProtocol ? start + last : end, row);
        if (hasProtocol) Fill("server_protocol", start + last + 1, end, row);

        void Fill(string variable, int from, int to, Span<ValueSlice> row)
        {
            foreach (var field in targets.Of(variable)) row[field] = LineTargets.Slice(bytes, from, to, hasEscapes, isAscii: false);
        }
    }

    LineKind Fail(string reason)
    {
        Reason = reason;
        return LineKind.Bad;
    }
}
