using Tally.Engine.Catalog;
using Tally.Engine.Columns;
using Tally.Engine.Formats;

namespace Tally.Engine.Connectors;

/// <summary>Writes each change to standard output as Flink does: +I[a, 1], -U[…], +U[…], -D[…].</summary>
sealed class PrintConnector(TextWriter output) : IConnector
{
    public string Name => "print";

    public IReadOnlyList<OptionDefinition> Options { get; } =
    [
        new("print-identifier", "string", null, false, "Stands in front of every row."),
        new("standard-error", "boolean", "false", false, "Write to standard error instead."),
    ];

    public string DefaultFormat => "";

    public IReadOnlyDictionary<string, SqlType> Metadata { get; } = new Dictionary<string, SqlType>();

    public UpdateSupport Updates => UpdateSupport.All;

    public bool IsBounded(TableDefinition table) => true;

    public ISource? CreateSource(TableDefinition table, ConnectorContext context) => null;

    public ISink CreateSink(TableDefinition table, ConnectorContext context)
    {
        var to = table.Options.GetValueOrDefault("standard-error") == "true" ? Console.Error : output;
        return new Sink(table.Schema, table.Options.GetValueOrDefault("print-identifier"), new CellText(context.TimeZone), to);
    }

    sealed class Sink(Schema schema, string? identifier, CellText text, TextWriter to) : ISink
    {
        public void Write(Batch batch)
        {
            var prefix = identifier is null ? "" : identifier + "> ";
            for (var row = 0; row < batch.Count; row++)
            {
                var cells = batch.Columns.Select((column, i) => text.Of(column, row, schema[i].Type) ?? "null");
                to.WriteLine($"{prefix}{Sign(batch.Kind(row))}[{string.Join(", ", cells)}]");
            }
        }

        public ValueTask FlushAsync(CancellationToken cancellation) => new(to.FlushAsync(cancellation));

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        static string Sign(ChangeKind kind) => kind switch
        {
            ChangeKind.Insert => "+I",
            ChangeKind.UpdateBefore => "-U",
            ChangeKind.UpdateAfter => "+U",
            _ => "-D",
        };
    }
}
