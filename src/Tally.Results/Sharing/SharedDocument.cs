using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Tally.Engine.Catalog;
using Tally.Engine.Columns;
using Tally.Engine.Planning;
using Tally.Results.History;

namespace Tally.Results.Sharing;

/// <summary>A metric with rows as JSON: what an engine leaves in Redis and front ends read.</summary>
static class SharedDocument
{
    public static byte[] Write(ResultRows result)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer))
        {
            var metric = result.Metric;
            json.WriteStartObject();
            foreach (var (name, value) in new[] { ("name", metric.Name), ("title", metric.Title), ("unit", metric.Unit),
                ("chart", metric.Chart), ("window", metric.Window.Kind) }) json.WriteString(name, value);
            json.WriteNumber("sizeMs", metric.Window.SizeMs);
            json.WriteNumber("slideMs", metric.Window.SlideMs);
            WritePlace(json, metric);
            json.WriteStartArray("columns");
            foreach (var column in metric.Columns) Write(json, column);
            json.WriteEndArray();
            json.WriteString("asOf", result.AsOf);
            if (result.Watermark is { } watermark) json.WriteString("watermark", watermark);
            json.WriteBoolean("final", result.Final);
            json.WriteStartArray("finalEnds");
            foreach (var end in result.FinalEnds) json.WriteStringValue(end);
            json.WriteEndArray();
            json.WritePropertyName("rows");
            ResultJson.WriteValue(json, result.Rows.ToArray<object?>());
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    /// <exception cref="JsonException">It is no such document.</exception>
    public static ResultRows Read(byte[] bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            var root = document.RootElement;
            string Text(string name) => root.GetProperty(name).GetString()!;
            var metric = new MetricDefinition(Text("name"), Text("title"), Text("unit"), Text("chart"),
                new(Text("window"), root.GetProperty("sizeMs").GetInt64(), root.GetProperty("slideMs").GetInt64()),
                [.. root.GetProperty("columns").EnumerateArray().Select(ReadColumn)], [])
            {
                Screen = Text("screen"),
                Place = MetricComment.Place(Text("place")),
                IsHidden = root.GetProperty("hidden").GetBoolean(),
                UnknownChart = Text("unknownChart"),
            };
            DateTimeOffset? watermark = root.TryGetProperty("watermark", out var time) ? time.GetDateTimeOffset() : null;
            string[] ends = [.. root.GetProperty("finalEnds").EnumerateArray().Select(end => end.GetString()!)];
            return new ResultRows(metric, [.. HistoryRows.Parse(metric, root.GetProperty("rows").GetRawText())],
                root.GetProperty("asOf").GetDateTimeOffset(), watermark, root.GetProperty("final").GetBoolean()) { FinalEnds = ends };
        }
        catch (Exception error) when (error is KeyNotFoundException or InvalidOperationException or OptionException)
        {
            throw new JsonException($"found something else than the rows of a metric: {error.Message}", error);
        }
    }

    static void WritePlace(Utf8JsonWriter json, MetricDefinition metric)
    {
        json.WriteString("screen", metric.Screen);
        json.WriteString("place", metric.Place is { } place ? $"{place.Column} {place.Row} {place.Width} {place.Height}" : "");
        json.WriteBoolean("hidden", metric.IsHidden);
        json.WriteString("unknownChart", metric.UnknownChart);
    }

    static void Write(Utf8JsonWriter json, MetricColumn column)
    {
        var (precision, scale) =
            (column.Type.Precision.ToString(CultureInfo.InvariantCulture), column.Type.Scale.ToString(CultureInfo.InvariantCulture));
        string[] parts = [column.Name, column.Role.ToString(), column.Type.Kind.ToString(), precision, scale,
            column.Type.Nullable ? "" : "NOT NULL", column.Unit, column.Label, column.IsSum ? "SUM" : ""];
        json.WriteStartArray();
        foreach (var part in parts) json.WriteStringValue(part);
        json.WriteEndArray();
    }

    static MetricColumn ReadColumn(JsonElement column)
    {
        var parts = column.EnumerateArray().Select(part => part.GetString()!).ToArray();
        var type = new SqlType(Enum.Parse<TypeKind>(parts[2]),
            parts[5].Length == 0) { Precision = int.Parse(parts[3], CultureInfo.InvariantCulture),
                Scale = int.Parse(parts[4], CultureInfo.InvariantCulture) };
        return new(parts[0], type.Kind is TypeKind.Array or TypeKind.Map or TypeKind.Multiset or TypeKind.Row
            ? SqlType.String
            : type, Enum.Parse<ColumnRole>(parts[1])) { Unit = parts[6], Label = parts[7], IsSum = parts[8].Length > 0 };
    }
}
