using System.Text.Json;
using System.Text.Unicode;
using Tally.Log;

namespace Tally.Host.Http.Ingest;

/// <summary>Cuts a body into lines and judges each: what is too long, no text or no JSON is rejected with its number, the others become
/// records.</summary>
static class LineBody
{
    const int MaxDepth = 256;

    /// <param name="firstPosition">The position of the first line in its source; each further line, empty and rejected ones too, is one
    /// later.</param>
    public static (RecordBlock Records, List<RejectedLine> Rejected) Read(ReadOnlyMemory<byte> body, long firstPosition, bool isJson,
        int maxLineBytes)
    {
        var records = new RecordBlock();
        var rejected = new List<RejectedLine>();
        var rest = body.Span;
        for (var number = 1; rest.Length > 0; number++)
        {
            var end = rest.IndexOf((byte)'\n');
            var line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            if (line.Length > 0 && line[^1] == '\r') line = line[..^1];
            if (line.IsEmpty) continue;
            if (FindFault(line, isJson, maxLineBytes) is { } reason) rejected.Add(new(number, reason));
            else records.Add(line, firstPosition + number - 1);
        }
        return (records, rejected);
    }

    static string? FindFault(ReadOnlySpan<byte> line, bool isJson, int maxLineBytes)
    {
        if (line.Length > maxLineBytes) return $"longer than {maxLineBytes} bytes";
        if (!Utf8.IsValid(line)) return "not UTF-8";
        if (!isJson) return null;
        try
        {
            var reader = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = MaxDepth });
            while (reader.Read()) { }
            return null;
        }
        catch (JsonException error)
        {
            return $"not JSON: {error.Message}";
        }
    }
}

/// <summary>A line that was not stored.</summary>
/// <param name="Line">1-based.</param>
sealed record RejectedLine(int Line, string Reason);
