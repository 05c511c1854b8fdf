using System.Text;
using System.Text.Json;

namespace Tally.Engine.Inference;

/// <summary>The columns of JSON records: the fields of their objects, in the order in which they are met.</summary>
static class JsonSample
{
    static readonly JsonReaderOptions s_options = new() { MaxDepth = 512 };

    public static Found Of(SampleReader sample)
    {
        var (all, count, bad) = (new Evidence(), 0L, (Message: default(string), Count: 0));
        foreach (var (file, records) in sample.Read(new(null)))
        {
            foreach (var field in all.Fields.Values) field.BeginFile();
            foreach (var record in records)
            {
                if (record.AsSpan().Trim(" \t\r\n"u8).IsEmpty) continue;
                try
                {
                    count += AddRecord(record, all);
                }
                catch (JsonException e)
                {
                    bad = (bad.Message ?? $"{file}: {Describe(records, e)}", bad.Count + 1);
                }
            }
        }
        if (all.Fields.Count == 0) throw new InvalidDataException(bad.Message ?? "no record is a JSON object with fields");
        var columns = Found.ColumnsOf(all.Fields, count, evidence => evidence.PresentCount);
        var options = new List<KeyValuePair<string, string>> { new("format", "json") };
        if (Found.IsIso(all)) options.Add(new("json.timestamp-format.standard", "ISO-8601"));
        return new(columns, options, count);
    }

    static string Describe(List<byte[]> records, JsonException e) => IsPrettyPrinted(records)
        ? "the JSON is spread over several lines, and a record is one line; write it so with: jq -c '.[]? // .' FILE"
        : $"no JSON: {e.Message}";

    /// <summary>Whether one document is spread over the lines.</summary>
    public static bool IsPrettyPrinted(IReadOnlyList<byte[]> lines) =>
        lines.Count > 1 && Encoding.UTF8.GetString(lines[0]).Trim(' ', '\t', '\r', '\uFEFF') is "{" or "[" or "[{";

    static int AddRecord(byte[] record, Evidence all)
    {
        var reader = new Utf8JsonReader(record.AsSpan().StartsWith("\uFEFF"u8) ? record.AsSpan(3) : record, s_options);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray) return AddTop(ref reader, all);
        var rows = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) rows += AddTop(ref reader, all);
        return rows;
    }

    static int AddTop(ref Utf8JsonReader reader, Evidence all)
    {
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            AddFields(ref reader, all);
            return 1;
        }
        reader.Skip();
        return 0;
    }

    static void AddFields(ref Utf8JsonReader reader, Evidence evidence)
    {
        evidence.AddObject();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var field = evidence.Field(reader.GetString()!);
            reader.Read();
            AddValue(ref reader, field);
        }
    }

    static void AddValue(ref Utf8JsonReader reader, Evidence evidence)
    {
        if (reader.TokenType != JsonTokenType.Null) evidence.PresentCount++;
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject: AddFields(ref reader, evidence); break;
            case JsonTokenType.StartArray:
                var element = evidence.Elements();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) AddValue(ref reader, element);
                break;
            case JsonTokenType.Null: evidence.AddNull(); break;
            case JsonTokenType.String: evidence.Add(reader.GetString()!, isText: true); break;
            default: evidence.Add(Encoding.UTF8.GetString(reader.ValueSpan), isText: false); break;
        }
    }
}
