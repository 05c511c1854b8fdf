using System.Text.Json;
using Tally.Log.Files;

namespace Tally.Log.Embedded;

/// <summary>The file <c>topic.json</c> that makes a directory a topic and keeps its options.</summary>
static class TopicFile
{
    const string FileName = "topic.json";
    const int Version = 1;

    /// <summary>Whether a directory is a topic.</summary>
    public static bool Exists(IDisk disk, string directory) => disk.Exists(Path.Combine(directory, FileName));

    /// <summary>Writes the options, atomically.</summary>
    public static void Write(IDisk disk, string directory, TopicOptions options)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteNumber("version", Version);
            json.WriteNumber("partitions", options.Partitions);
            json.WriteString("durability", options.Durability.ToString());
            json.WriteNumber("flushIntervalMs", options.FlushIntervalMs);
            json.WriteNumber("segmentSizeBytes", options.SegmentSizeBytes);
            if (options.Retention is { } retention) json.WriteNumber("retentionMs", (long)retention.TotalMilliseconds);
            if (options.RetentionSizeBytes is { } size) json.WriteNumber("retentionSizeBytes", size);
            json.WriteEndObject();
        }
        AtomicFile.Replace(disk, Path.Combine(directory, FileName), bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
    }

    /// <summary>Reads the options.</summary>
    /// <exception cref="LogException">The file is not one of ours, or of a later version.</exception>
    public static TopicOptions Read(IDisk disk, string directory)
    {
        var path = Path.Combine(directory, FileName);
        try
        {
            using var document = JsonDocument.Parse(AtomicFile.Read(disk, path));
            return Parse(document.RootElement, path);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException
            or ArgumentException)
        {
            throw new LogException(LogErrorKind.Corrupt,
                $"{path}: {error.Message} Restore the file; it says how many partitions the topic has.", error);
        }
    }

    static TopicOptions Parse(JsonElement json, string path)
    {
        var version = json.GetProperty("version").GetInt32();
        if (version != Version)
            throw new LogException(LogErrorKind.Corrupt,
                $"{path}: version {version} found, {Version} expected. A later Tally wrote it; use that one.");
        return new TopicOptions
        {
            Partitions = json.GetProperty("partitions").GetInt32(),
            Durability = Enum.Parse<Durability>(json.GetProperty("durability").GetString()!),
            FlushIntervalMs = json.GetProperty("flushIntervalMs").GetInt32(),
            SegmentSizeBytes = json.GetProperty("segmentSizeBytes").GetInt64(),
            Retention = json.TryGetProperty("retentionMs", out var retention) ? TimeSpan.FromMilliseconds(retention.GetInt64()) : null,
            RetentionSizeBytes = json.TryGetProperty("retentionSizeBytes", out var size) ? size.GetInt64() : null,
        };
    }
}
