using System.Text.Json;

namespace Tally.Engine.Expressions.Json;

/// <summary>Parses JSON text; what follows a value may only be white space.</summary>
static class JsonReading
{
    static readonly JsonReaderOptions Options = new() { MaxDepth = 1000 };

    /// <summary>The document, to be disposed, or null when the text is no JSON.</summary>
    public static JsonDocument? Parse(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text, Options);
        try
        {
            var document = JsonDocument.ParseValue(ref reader);
            if (!text[(int)reader.BytesConsumed..].ContainsAnyExcept(" \t\r\n"u8)) return document;
            document.Dispose();
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static bool IsScalar(JsonElement value) => value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array);
}
