using Tally.Engine.Formats.AccessLog;
using Tally.Engine.Formats.Csv;
using Tally.Engine.Formats.Json;
using Tally.Engine.Formats.OrderLog;
using Tally.Engine.Formats.Raw;

namespace Tally.Engine.Formats;

/// <summary>The formats that Tally knows.</summary>
public sealed class FormatRegistry : IFormatRegistry
{
    /// <summary>All formats; they hold no state.</summary>
    public static readonly FormatRegistry Default =
        new(new JsonFormat(), new CsvFormat(), new RawFormat(), new AccessLogFormat(), new OrderLogFormat());

    readonly SortedDictionary<string, IFormat> _formats = new(StringComparer.Ordinal);

    FormatRegistry(params ReadOnlySpan<IFormat> formats)
    {
        foreach (var format in formats) _formats.Add(format.Name, format);
    }

    public IFormat? Find(string name) => _formats.GetValueOrDefault(name);

    /// <summary>The names in order.</summary>
    public IReadOnlyList<string> Names => [.. _formats.Keys];
}
