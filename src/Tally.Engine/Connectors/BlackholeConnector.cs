using Tally.Engine.Catalog;
using Tally.Engine.Columns;

namespace Tally.Engine.Connectors;

/// <summary>Takes rows and forgets them.</summary>
sealed class BlackholeConnector : IConnector
{
    public string Name => "blackhole";

    public IReadOnlyList<OptionDefinition> Options => [];

    public string DefaultFormat => "";

    public IReadOnlyDictionary<string, SqlType> Metadata { get; } = new Dictionary<string, SqlType>();

    public UpdateSupport Updates => UpdateSupport.All;

    public bool IsBounded(TableDefinition table) => true;

    public ISource? CreateSource(TableDefinition table, ConnectorContext context) => null;

    public ISink CreateSink(TableDefinition table, ConnectorContext context) => new Sink();

    sealed class Sink : ISink
    {
        public void Write(Batch batch) { }

        public ValueTask FlushAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
