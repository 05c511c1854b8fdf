using Tally.Engine.Catalog;
using Tally.Engine.Columns;
using Tally.Engine.Connectors;
using Tally.Engine.Formats;

namespace Tally.Agent.Tail;

/// <summary>The connector 'tail': follows log files while they grow and rotate.</summary>
public sealed class TailConnector : IConnector
{
    public string Name => "tail";

    public IReadOnlyList<OptionDefinition> Options => TailOptions.Definitions;

    public IReadOnlyDictionary<string, SqlType> Metadata { get; } =
        new Dictionary<string, SqlType> { ["file.path"] = SqlType.String.WithNullable(false) };

    public bool IsBounded(TableDefinition table) => false;

    public string FlinkNote => "connector 'tail' is Tally's; Flink's 'filesystem' reads whole files";

    public ISource CreateSource(TableDefinition table, ConnectorContext context)
    {
        if (Charset.Of(table.Options) is { } encoding && !Charset.IsAsciiBased(encoding))
            throw new OptionException(
                $"table {table.Name}: lines of {encoding.WebName} cannot be followed while they are written; the connector 'filesystem' "
                    + "reads such files");
        return new TailSource(TailOptions.Read(table.Options, context.WorkingDirectory), context.Clock);
    }

    public ISink? CreateSink(TableDefinition table, ConnectorContext context) => null;
}
