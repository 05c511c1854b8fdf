using Tally.Engine.Catalog;
using Tally.Engine.Columns;

namespace Tally.Engine.Connectors.Generation;

/// <summary>Rows made up: random values or sequences, so many a second.</summary>
sealed class DataGenConnector : IConnector
{
    public string Name => "datagen";

    public string DefaultFormat => "json";

    public IReadOnlyList<OptionDefinition> Options { get; } =
    [
        new("rows-per-second", "int", "10000", false, "How fast, in live runs; bounded runs do not wait."),
        new("number-of-rows", "int", null, false, "How many rows in all; without it there is no end."),
        new("scan.parallelism", "int", "1", false, "Accepted for Flink."),
        new("fields.*", "string", null, false,
            "fields.NAME.kind (random or sequence), .min, .max, .start, .end, .length, .null-rate, .max-past."),
        new("seed", "int", "1", false, "The same seed gives the same rows."),
    ];

    public IReadOnlyDictionary<string, SqlType> Metadata { get; } = new Dictionary<string, SqlType>();

    public bool IsBounded(TableDefinition table) =>
        table.Options.ContainsKey("number-of-rows") || Fields(table).Any(field => field.SequenceEnd is not null);

    public ISource CreateSource(TableDefinition table, ConnectorContext context) =>
        new DataGenSource(table.Name, Fields(table), table.Options, context.Clock);

    public ISink? CreateSink(TableDefinition table, ConnectorContext context) => null;

    static IReadOnlyList<DataGenField> Fields(TableDefinition table) =>
        [.. table.PhysicalFields.Select(field => new DataGenField(field, table.Options))];
}
