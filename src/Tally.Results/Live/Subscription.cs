using System.Text.Json;

namespace Tally.Results.Live;

/// <summary>What a viewer has asked for: names of metrics, whose newest state it gets whole, and cuts, of which it gets what
/// changes.</summary>
sealed record Subscription(IReadOnlyList<string> Metrics, IReadOnlyList<CutRequest> Cuts, bool WithPipeline)
{
    /// <summary>Reads {"subscribe":[…],"pipeline":true}; null when it is something else.</summary>
    public static Subscription? Read(ReadOnlySpan<byte> message)
    {
        try
        {
            var fields = JsonSerializer.Deserialize<Fields>(message, JsonSerializerOptions.Web);
            if (fields?.Subscribe is not { } items) return null;
            var names = items.Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!);
            return new([.. names], [.. items.Where(item => item.ValueKind != JsonValueKind.String).Select(CutRequest.Read)],
                fields.Pipeline ?? false);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    sealed record Fields(JsonElement[]? Subscribe, bool? Pipeline);
}
