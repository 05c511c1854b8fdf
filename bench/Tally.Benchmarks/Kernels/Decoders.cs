using Tally.Engine.Catalog;
using Tally.Engine.Formats;

namespace Tally.Benchmarks.Kernels;

/// <summary>Makes the decoder of a table for some of its columns; text that metrics group by comes as codes.</summary>
static class Decoders
{
    static readonly HashSet<string> s_notKeys = ["order_id", "ts", "quantity", "amount"];

    public static Decoder Of(TableDefinition table, params IReadOnlyList<string> columns)
    {
        var all = table.Schema.Fields.ToList();
        var indexes = columns.Select(name => all.FindIndex(field => field.Name == name)).ToList();
        var request = new DecoderRequest(
            [.. indexes.Select(index => all[index])],
            indexes,
            all,
            [.. columns.Select(name => !s_notKeys.Contains(name))],
            table.Options,
            TimeZoneInfo.Utc
        );
        return FormatRegistry.Default.Find(table.Options["format"])!.CreateDecoder(request);
    }
}
