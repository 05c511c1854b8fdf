using Tally.Engine.Connectors.Kafka;
using Tally.Host.Configuration;
using Tally.Log;
using Tally.Log.Kafka;

namespace Tally.Host.Sessions;

/// <summary>Opens Kafka clusters: the one that is the log, and those that tables name.</summary>
static class KafkaClusters
{
    /// <summary>The cluster that --log names.</summary>
    /// <exception cref="ConfigurationException">The configuration is wrong.</exception>
    public static ILog Open(string servers, TopicOptions topics, KafkaOptions options)
    {
        if (options.Replication > short.MaxValue)
            throw new ConfigurationException($"Kafka:Replication is {options.Replication}, expected a number of brokers");
        return KafkaLog.Open(servers, new()
        {
            Topics = topics with { Replication = (short)options.Replication },
            Group = options.Group.Length > 0 ? options.Group : null,
            Properties = options.PropertiesFile.Length > 0
                ? ClientProperties.Read(options.PropertiesFile)
                : new Dictionary<string, string>(),
        });
    }

    /// <summary>The cluster that --log names, for tools that only look: they commit no offsets, create no topics, and check every batch's
    /// sum.</summary>
    public static ILog OpenToRead(string servers, KafkaOptions options) => KafkaLog.Open(servers, new()
    {
        CreatesTopics = false,
        Properties = new Dictionary<string, string>(options.PropertiesFile.Length > 0
            ? ClientProperties.Read(options.PropertiesFile)
            : []) { ["check.crcs"] = "true" },
    });

    /// <summary>The cluster of a table.</summary>
    public static ILog Open(KafkaTarget target) => KafkaLog.Open(target.Servers, new()
    {
        Properties = target.Properties,
        Group = target.Group,
        CreatesTopics = target.CreatesTopics,
        Topics = new() { Partitions = 0, Replication = 0 },
    });
}
