using Tally.Engine.Catalog;
using Tally.Log;

namespace Tally.Engine.Connectors.Kafka;

/// <summary>The cluster that a table names; the host makes a log of it, since only it knows the client.</summary>
/// <param name="Servers">host:port,…</param>
/// <param name="Properties">The client's properties under the names of Java's client, without 'properties.'.</param>
/// <param name="Group">The consumer group to commit offsets to; null: none.</param>
/// <param name="CreatesTopics">Whether a missing topic is created.</param>
public sealed record KafkaTarget(string Servers, IReadOnlyDictionary<string, string> Properties, string? Group, bool CreatesTopics)
{
    const string Prefix = "properties.", BootstrapServers = "bootstrap.servers";

    /// <summary>Reads the options of a table.</summary>
    internal static KafkaTarget Of(TableDefinition table, bool isWritten)
    {
        var properties = table.Options.Where(option => option.Key.StartsWith(Prefix, StringComparison.Ordinal))
            .ToDictionary(option => option.Key[Prefix.Length..], option => option.Value);
        return new(properties[BootstrapServers], properties, isWritten ? null : properties.GetValueOrDefault("group.id"), isWritten);
    }

    /// <summary>The first bootstrap server; null when it has no port.</summary>
    internal static TableEndpoint? EndpointOf(TableDefinition table) =>
        table.Options[Prefix + BootstrapServers].Split(',')[0].Split(':') is [var host, var number] && int.TryParse(number, out var port)
            ? new ServerEndpoint(Prefix + BootstrapServers, host, port) : null;

    /// <summary>Opens the cluster's log: ConnectorRegistry is given the function.</summary>
    public delegate ILog Open(KafkaTarget target);
}
