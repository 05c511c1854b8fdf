using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text;
using Tally.Engine.Catalog;
using Tally.Engine.Columns;

namespace Tally.Results.Redis;

/// <summary>How Redis keeps the rows of a table.</summary>
enum RedisKind
{
    /// <summary>A sorted set a key: member → score.</summary>
    ZSet,

    /// <summary>A hash a key: field → value; a row that is a key of its own: column → value.</summary>
    Hash,

    /// <summary>A text for each row: its value, or its columns as a JSON object.</summary>
    String,

    /// <summary>A text for all rows of a key: a JSON array of objects.</summary>
    Json,

    /// <summary>A stream a key: each change of a row is an entry.</summary>
    Stream,
}

/// <summary>A SQL table in Redis: which columns make the key, the member and the value.</summary>
sealed class RedisTable
{
    const long MaxExactInteger = 9_007_199_254_740_992;

    static readonly JsonWriterOptions s_json = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    readonly ArrayBufferWriter<byte> _buffer = new();
    readonly Utf8JsonWriter _json;
    readonly CellReader _cells;
    readonly string _separator;

    /// <exception cref="OptionException">The columns do not fit the kind; the message says what is missing.</exception>
    public RedisTable(string name, RedisKind kind, string key, Schema schema, ImmutableArray<int> primaryKey, string? score,
        string separator, TimeZoneInfo zone)
    {
        _json = new(_buffer, s_json);
        (Name, Kind, Schema, _separator, _cells) = (name, kind, schema, separator, new(zone));
        Key = new(key, schema);
        Members = [.. primaryKey.Except(Key.Columns)];
        Values = [.. Enumerable.Range(0, schema.Count).Except(primaryKey).Except(kind == RedisKind.Json ? [] : Key.Columns)];
        if (kind != RedisKind.Stream && Key.Columns.Except(primaryKey).Any())
            throw new OptionException(
                $"the columns in 'key' must be part of the primary key: "
                    + $"{string.Join(", ", Key.Columns.Except(primaryKey).Select(column => schema[column].Name))} may change");
        if (kind is RedisKind.String && Members.Length > 0)
            throw new OptionException(
                $"'key' must hold every column of the primary key; it lacks "
                    + $"{string.Join(", ", Members.Select(column => $"{{{schema[column].Name}}}"))}");
        if (kind is not RedisKind.ZSet) return;
        if (Members.Length == 0)
            throw new OptionException("a sorted set needs a column of the primary key that is not in 'key': the member");
        Score = score is null ? Values.FirstOrDefault(column => schema[column].Type.IsNumeric, -1) : schema.IndexOf(score);
        if (Score < 0 || !schema[Score].Type.IsNumeric) throw new OptionException("a sorted set needs a column with a number: the score");
    }

    public string Name { get; }

    public RedisKind Kind { get; }

    public Schema Schema { get; }

    public RedisKeyPattern Key { get; }

    public ImmutableArray<int> Members { get; }

    public ImmutableArray<int> Values { get; }

    public int Score { get; } = -1;

    /// <summary>A row as Redis keeps it.</summary>
    public RedisRow RowOf(Batch batch, int row)
    {
        var values = new object?[Schema.Count];
        for (var i = 0; i < values.Length; i++) values[i] = _cells.Read(batch.Columns[i], Schema[i].Type, row);
        return new(Key.Of(values), MemberOf(values), values);
    }

    // Different rows have different members: NULL is \N, and what could be taken for it or for the separator has a backslash in front.
    string MemberOf(object?[] values)
    {
        if (Members.Length != 1) return string.Join(_separator, Members.Select(column => Escape(values[column], _separator)));
        return values[Members[0]] is null
            ? NullText
            : TextOf(values[Members[0]]) is ['\\', ..] text
            ? '\\' + text
            : TextOf(values[Members[0]]);
    }

    const string NullText = "\\N";

    /// <summary>A value as a part of a name, so that no two rows have the same: NULL is \N; a backslash, and what separates it from the
    /// next part, have a backslash in front.</summary>
    public static string Escape(object? value, string separator)
    {
        if (value is null) return NullText;
        var text = TextOf(value);
        if (!text.Contains('\\') && (separator.Length == 0 || !text.Contains(separator, StringComparison.Ordinal))) return text;
        text = text.Replace("\\", "\\\\", StringComparison.Ordinal);
        return separator.Length == 0 ? text : text.Replace(separator, '\\' + separator, StringComparison.Ordinal);
    }

    /// <summary>The value of a row: of its only column as text, of several as a JSON object.</summary>
    public string ValueOf(object?[] row) => Values.Length == 1 ? TextOf(row[Values[0]]) : ObjectOf(row);

    // Once a row: the writer is kept.
    string ObjectOf(object?[] row)
    {
        _buffer.ResetWrittenCount();
        _json.Reset();
        WriteObject(_json, row, Values);
        _json.Flush();
        return Encoding.UTF8.GetString(_buffer.WrittenSpan);
    }

    /// <summary>All rows of a key as a JSON array; columns that are in the key are left out.</summary>
    public string ArrayOf(IEnumerable<object?[]> rows) => Json(json =>
    {
        json.WriteStartArray();
        foreach (var row in rows) WriteObject(json, row, [.. Enumerable.Range(0, Schema.Count).Except(Key.Columns)]);
        json.WriteEndArray();
    });

    /// <summary>The score of a row, and whether it is exactly its value.</summary>
    public (string Text, bool IsExact) ScoreOf(object?[] row)
    {
        var text = TextOf(row[Score]);
        var isExact = row[Score] switch
        {
            long number => number is >= -MaxExactInteger and <= MaxExactInteger,
            DecimalValue number => !number.NeedsText,
            _ => true,
        };
        // Up to 15 digits with a point among them are the shortest text of the double, but for zeros at the end.
        if (isExact && row[Score] is DecimalValue { Scale: > 0 and <= 4 })
            return (text.AsSpan().TrimEnd('0').TrimEnd('.').ToString(), true);
        return (double.Parse(text.Length == 0 ? "0" : text, CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture),
            isExact);
    }

    /// <summary>A value as text: numbers with all their digits, NULL empty.</summary>
    public static string TextOf(object? value) => value switch
    {
        null => "",
        bool flag => flag ? "true" : "false",
        object?[] => Json(json => ResultJson.WriteValue(json, value)),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    void WriteObject(Utf8JsonWriter json, object?[] row, ImmutableArray<int> columns)
    {
        json.WriteStartObject();
        foreach (var column in columns)
        {
            json.WritePropertyName(Schema[column].Name);
            ResultJson.WriteValue(json, row[column]);
        }
        json.WriteEndObject();
    }

    static string Json(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, s_json)) write(json);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}

/// <summary>A row with the key and the member (or field) under which Redis keeps it.</summary>
sealed record RedisRow(string Key, string Member, object?[] Values);
