using System.Text.Json;

namespace Tally.Results.Live;

/// <summary>What a viewer wants to see of one metric.</summary>
/// <param name="Text">The request as JSON; equal texts are one cut.</param>
public sealed record CutRequest(string Text, string Metric, RowsRequest Rows)
{
    /// <summary>Reads {"metric","order","limit","where","windows","by"}.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public static CutRequest Read(JsonElement json)
    {
        var cut = json.Deserialize<Fields>(JsonSerializerOptions.Web);
        if (cut?.Metric is null || cut.Limit < 0 || cut.Windows < 1)
            throw new JsonException("found a cut without a metric, or with a limit or windows that are no count");
        (string, string?)[] where = [.. (cut.Where ?? []).Select(WhereOf)];
        var rows = new RowsRequest(Where: where, Order: cut.Order, Limit: cut.Limit, Windows: cut.Windows, By: cut.By);
        return new(JsonSerializer.Serialize(cut, JsonSerializerOptions.Web), cut.Metric, rows);
    }

    /// <summary>"column:value" asks for a value, "column" for NULL.</summary>
    public static (string Column, string? Value) WhereOf(string condition) =>
        condition.IndexOf(':') is var colon and > 0 ? (condition[..colon], condition[(colon + 1)..]) : (condition, null);

    sealed record Fields(string? Metric, string? Order, int? Limit, string[]? Where, int? Windows, string? By);
}
