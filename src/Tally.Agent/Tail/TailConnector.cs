using Tally.Engine.Catalog;
using Tally.Engine.Columns;
using Tally.Engine.Connectors;

namespace Tally.Agent.Tail;

/// <summary>The connector 'tail': follows log files while they grow and rotate.</summary>
public sealed class TailConnector : IConnector
{
    public string Name => "tail";

    public IReadOnlyList<OptionDefinition> Options => TailOptions.Definitions;

    public IReadOnlyDictionary<string, SqlType> Metadata { get; } = new Dictionary<string, SqlType> { ["file.path"] = SqlType.String.WithNullable(false) };

    public bool IsBounded(TableDefinition table) => false;

    public string FlinkNote => "connector 'tail' is Tally's; Flink's 'filesystem' reads whole files";

    public ISource CreateSource(TableDefinition table, ConnectorContext context) => new TailSource(TailOptions.Read(table.Options, context.WorkingDirectory), context.Clock);

    public ISink? CreateSink(TableDefinition table, ConnectorContext context) => null;
}
