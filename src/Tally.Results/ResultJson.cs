using System.Buffers;
using System.Text.Json;

namespace Tally.Results;

/// <summary>Writes result rows as the JSON of REST and WebSocket.</summary>
/// <remarks>DECIMAL and BIGINT are numbers while a double holds them exactly, else strings.</remarks>
public static class ResultJson
{
    const long MaxSafeInteger = 9_007_199_254_740_992;

    public static byte[] Write(ResultRows result)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using var json =
            new Utf8JsonWriter(buffer, new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteString("metric", result.Metric.Name);
        json.WriteStartArray("columns");
        foreach (var column in result.Metric.Columns) json.WriteStringValue(column.Name);
        json.WriteEndArray();
        json.WriteStartArray("rows");
        foreach (var row in result.Rows) WriteValue(json, row);
        json.WriteEndArray();
        json.WriteString("asOf", result.AsOf);
        if (result.Watermark is { } watermark) json.WriteString("watermark", watermark);
        else json.WriteNull("watermark");
        json.WriteBoolean("final", result.Final);
        WriteWhole(json, result);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Writes how many rows there are before the limit, and what they add up to.</summary>
    internal static void WriteWhole(Utf8JsonWriter json, ResultRows result)
    {
        json.WriteNumber("count", result.Count);
        json.WriteStartObject("totals");
        for (var i = 0; i < result.Totals.Count; i++)
        {
            if (!result.Metric.Columns[i].IsSum) continue;
            json.WritePropertyName(result.Metric.Columns[i].Name);
            WriteValue(json, result.Totals[i]);
        }
        json.WriteEndObject();
    }

    /// <summary>Writes a value of a row.</summary>
    internal static void WriteValue(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null: json.WriteNullValue(); break;
            case long number and >= -MaxSafeInteger and <= MaxSafeInteger: json.WriteNumberValue(number); break;
            case double number when double.IsFinite(number): json.WriteNumberValue(number); break;
            case bool flag: json.WriteBooleanValue(flag); break;
            case DecimalValue { NeedsText: false } number: json.WriteRawValue(number.ToString(), skipInputValidation: true); break;
            case object?[] items:
                json.WriteStartArray();
                foreach (var item in items) WriteValue(json, item);
                json.WriteEndArray();
                break;
            default: json.WriteStringValue(Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)); break;
        }
    }
}
