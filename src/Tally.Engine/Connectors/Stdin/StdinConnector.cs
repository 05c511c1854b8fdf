using Tally.Engine.Catalog;
using Tally.Engine.Columns;
using Tally.Engine.Connectors.Files;
using Tally.Engine.Formats;

namespace Tally.Engine.Connectors.Stdin;

/// <summary>The connector 'stdin': the records that another program writes into a pipe. In a live run they go through a spool, since a pipe
/// cannot be read again.</summary>
sealed class StdinConnector : IConnector
{
    public string Name => "stdin";

    public IReadOnlyList<OptionDefinition> Options => [];

    public IReadOnlyDictionary<string, SqlType> Metadata { get; } = new Dictionary<string, SqlType>();

    public bool IsBounded(TableDefinition table) => true;

    public ISource CreateSource(TableDefinition table, ConnectorContext context)
    {
        var format =
            context.Formats.Find(table.Options["format"]) ?? throw new OptionException($"there is no format '{table.Options["format"]}'");
        var input = new FilePartition(FilePaths.StandardInput, FilePaths.StandardInput, format.Split(table.Options));
        return context.OpenSpool is { } open ? new SpooledInput(input, open(), context.Clock) : new FileSource([input]);
    }

    public ISink? CreateSink(TableDefinition table, ConnectorContext context) => null;
}
