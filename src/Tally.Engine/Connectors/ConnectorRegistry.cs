using Tally.Engine.Connectors.Files;
using Tally.Engine.Connectors.Generation;
using Tally.Engine.Connectors.Logs;
using Tally.Engine.Connectors.Stdin;

namespace Tally.Engine.Connectors;

/// <summary>The connectors that a session knows, by the value of the option 'connector'.</summary>
public sealed class ConnectorRegistry(IEnumerable<IConnector> connectors)
{
    readonly SortedDictionary<string, IConnector> _connectors =
        new(connectors.ToDictionary(connector => connector.Name), StringComparer.Ordinal);

    /// <summary>The connectors of the engine itself; the host adds those of other projects.</summary>
    /// <param name="output">Where 'print' writes.</param>
    public static ConnectorRegistry BuiltIn(TextWriter output) =>
        new([new FileSystemConnector(), new LogConnector(), new PrintConnector(output), new BlackholeConnector(), new DataGenConnector(),
            new StdinConnector()]);

    /// <summary>The names in order, for messages.</summary>
    public IReadOnlyList<string> Names => [.. _connectors.Keys];

    /// <summary>The connector of that name, or null.</summary>
    public IConnector? Find(string name) => _connectors.GetValueOrDefault(name);

    /// <summary>These and one more, which replaces one of the same name.</summary>
    public ConnectorRegistry With(IConnector connector) =>
        new(_connectors.Values.Where(known => known.Name != connector.Name).Append(connector));
}
