using Tally.Engine.Execution.Printing;

namespace Tally.Host.Commands;

/// <summary>The ways in which tally sql prints rows.</summary>
static class ResultFormat
{
    /// <summary>The names that --format takes.</summary>
    public static readonly string[] Names = ["table", "csv", "tsv", "json", "ndjson", "markdown", "vertical"];

    /// <summary>The format that a file's ending means; null when it means none.</summary>
    public static string? OfFile(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".csv" => "csv",
        ".tsv" or ".tab" => "tsv",
        ".json" or ".ndjson" or ".jsonl" => "json",
        ".md" or ".markdown" => "markdown",
        ".txt" => "table",
        _ => null,
    };

    public static IResultPrinter Printer(string format, Stream output, TimeZoneInfo zone, bool hasHeader) => format switch
    {
        "csv" => new CsvPrinter(output, zone, hasHeader: hasHeader),
        "tsv" => new CsvPrinter(output, zone, (byte)'\t', hasHeader),
        "json" or "ndjson" => new JsonPrinter(output, zone),
        "markdown" => new TablePrinter(output, zone, asMarkdown: true, hasHeader),
        "vertical" => new VerticalPrinter(output, zone),
        _ => new TablePrinter(output, zone, hasHeader: hasHeader),
    };
}
