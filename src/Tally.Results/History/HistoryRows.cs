using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Tally.Engine.Columns;

namespace Tally.Results.History;

/// <summary>Windows as rows of a store, and the rows of a window as text.</summary>
static class HistoryRows
{
    public const int Metric = 0, Start = 1, End = 2, Rows = 3;

    public static readonly Schema Schema = new(
    [
        new("metric", SqlType.String.WithNullable(false)), new("window_start", SqlType.Timestamp(3).WithNullable(false)),
        new("window_end", SqlType.Timestamp(3).WithNullable(false)), new("rows", SqlType.String.WithNullable(false)),
    ]);

    public static readonly ImmutableArray<int> Key = [Metric, Start, End];

    /// <summary>The times of a window of a batch.</summary>
    public static (long StartMs, long EndMs) WindowOf(Batch batch, int row) =>
        (((Column<long>)batch.Columns[Start])[row], ((Column<long>)batch.Columns[End])[row]);

    /// <summary>The rows of a window of a batch, as they are stored.</summary>
    public static ReadOnlySpan<byte> TextOf(Batch batch, int row) => ((StringColumn)batch.Columns[Rows])[row];

    /// <summary>The rows of a window; those of an earlier form of the metric, with another number of columns, are left out.</summary>
    public static IEnumerable<object?[]> Parse(MetricDefinition metric, string text)
    {
        using var document = JsonDocument.Parse(text);
        foreach (var row in document.RootElement.EnumerateArray())
            if (row.GetArrayLength() == metric.Columns.Count)
                yield return [.. row.EnumerateArray().Select((cell, i) => Value(cell, metric.Columns[i].Type))];
    }

    static object? Value(JsonElement cell, SqlType type) => cell.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Array => cell.EnumerateArray().Select(item => Value(item, type.Element ?? SqlType.String)).ToArray(),
        _ => Value(cell.ValueKind == JsonValueKind.String ? cell.GetString()! : cell.GetRawText(), type),
    };

    // Numbers with many digits stand there as text.
    static object Value(string text, SqlType type)
    {
        if (type.IsInteger && long.TryParse(text, CultureInfo.InvariantCulture, out var number)) return number;
        if (type.Kind is TypeKind.Float or TypeKind.Double && double.TryParse(text, CultureInfo.InvariantCulture, out var real))
            return real;
        if (type.Kind != TypeKind.Decimal) return text;
        var digits = text.Contains('.') ? text.Length - text.IndexOf('.') - 1 : 0;
        return Int128.TryParse(text.Replace(".", "", StringComparison.Ordinal) + new string('0', Math.Max(0, type.Scale - digits)),
            CultureInfo.InvariantCulture, out var unscaled) ? new DecimalValue(unscaled, type.Scale) : text;
    }
}
