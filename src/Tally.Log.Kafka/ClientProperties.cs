using System.Globalization;
using System.Text.RegularExpressions;

namespace Tally.Log.Kafka;

/// <summary>Turns the properties of Java's Kafka client, which Flink passes through as 'properties.*', into those of librdkafka.</summary>
public static partial class ClientProperties
{
    // Same meaning, another name.
    static readonly Dictionary<string, string> s_renamed = new()
    {
        ["fetch.max.wait.ms"] = "fetch.wait.max.ms",
        ["receive.buffer.bytes"] = "socket.receive.buffer.bytes",
        ["send.buffer.bytes"] = "socket.send.buffer.bytes",
        ["max.request.size"] = "message.max.bytes",
        ["max.partition.fetch.bytes"] = "fetch.message.max.bytes",
        ["ssl.truststore.certificates"] = "ssl.ca.pem",
        ["ssl.keystore.certificate.chain"] = "ssl.certificate.pem",
        ["ssl.keystore.key"] = "ssl.key.pem",
    };

    // What only Java's client has, or what Tally decides itself: offsets belong to the checkpoint, and nothing that is written is ever
    // given up.
    static readonly HashSet<string> s_passedOver =
    [
        "key.serializer", "value.serializer", "key.deserializer", "value.deserializer", "interceptor.classes", "metric.reporters",
        "metrics.num.samples", "metrics.recording.level",
        "metrics.sample.window.ms", "partition.discovery.interval.ms", "enable.auto.commit", "enable.auto.offset.store",
        "auto.offset.reset", "group.id", "max.poll.records", "delivery.timeout.ms",
        "message.timeout.ms", "retries", "max.block.ms", "default.api.timeout.ms", "transaction.timeout.ms", "transactional.id",
        "partitioner.class", "partition.assignment.strategy",
        "ssl.enabled.protocols", "ssl.protocol", "ssl.provider", "ssl.truststore.type", "ssl.truststore.password", "ssl.keystore.type",
        "allow.auto.create.topics", "exclude.internal.topics",
        "enable.idempotence", "max.in.flight.requests.per.connection", "max.in.flight", "enable.partition.eof",
    ];

    static readonly string[] s_producerOnly = ["acks", "compression.type", "compression.codec", "linger.ms", "batch.size",
        "batch.num.messages", "queue.buffering.max.messages", "queue.buffering.max.kbytes", "queue.buffering.max.ms"];
    static readonly string[] s_consumerOnly = ["isolation.level", "fetch.wait.max.ms", "fetch.min.bytes", "fetch.max.bytes",
        "fetch.message.max.bytes", "queued.min.messages", "queued.max.messages.kbytes",
        "session.timeout.ms", "heartbeat.interval.ms", "max.poll.interval.ms", "group.instance.id", "auto.commit.interval.ms",
        "check.crcs"];

    /// <summary>The properties of a producer.</summary>
    /// <exception cref="LogException">One cannot be understood.</exception>
    internal static Dictionary<string, string> ForProducer(IReadOnlyDictionary<string, string> properties) =>
        Without(Translate(properties), s_consumerOnly);

    /// <summary>The properties of a consumer.</summary>
    /// <exception cref="LogException">One cannot be understood.</exception>
    internal static Dictionary<string, string> ForConsumer(IReadOnlyDictionary<string, string> properties) =>
        Without(Translate(properties), s_producerOnly);

    /// <summary>The properties of a client that only asks.</summary>
    /// <exception cref="LogException">One cannot be understood.</exception>
    internal static Dictionary<string, string> ForAdmin(IReadOnlyDictionary<string, string> properties) =>
        Without(ForProducer(properties), s_producerOnly);

    /// <summary>Reads a file of properties, a line each: name=value; lines that start with # or ! are comments.</summary>
    /// <exception cref="LogException">It cannot be read.</exception>
    public static Dictionary<string, string> Read(string path)
    {
        try
        {
            return Parse(path, File.ReadAllLines(path));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new LogException(LogErrorKind.Invalid, $"The file of Kafka client properties cannot be read: {error.Message}", error);
        }
    }

    static Dictionary<string, string> Parse(string path, string[] lines)
    {
        var properties = new Dictionary<string, string>();
        for (var index = 0; index < lines.Length; index++)
        {
            var line = lines[index].Trim();
            if (line.Length == 0 || line[0] is '#' or '!') continue;
            var equals = line.IndexOf('=');
            if (equals <= 0) throw new LogException(LogErrorKind.Invalid, $"{path}:{index + 1}: '{line}' found, name=value expected.");
            properties[line[..equals].TrimEnd()] = line[(equals + 1)..].TrimStart();
        }
        return properties;
    }

    static Dictionary<string, string> Translate(IReadOnlyDictionary<string, string> properties)
    {
        var translated = new Dictionary<string, string>();
        foreach (var (name, value) in properties)
        {
            if (s_passedOver.Contains(name)) continue;
            foreach (var (to, what) in TranslateOne(name, value, properties)) translated[to] = what;
        }
        return translated;
    }

    static IEnumerable<(string, string)> TranslateOne(string name, string value, IReadOnlyDictionary<string, string> all) => name switch
    {
        "sasl.jaas.config" => Credentials(value),
        "ssl.truststore.location" => [("ssl.ca.location", RequirePem(name, value, all.GetValueOrDefault("ssl.truststore.type")))],
        "ssl.keystore.location" => Keystore(value, all.GetValueOrDefault("ssl.keystore.type")),
        "ssl.endpoint.identification.algorithm" => [(name, value.Length == 0 ? "none" : value)],
        "buffer.memory" => [("queue.buffering.max.kbytes", Math.Max(1, Number(name, value) / 1024).ToString(CultureInfo.InvariantCulture))],
        "acks" when value is not ("all" or "-1") =>
            throw Refused(name, value, "'all': Tally loses nothing that it has taken, so every record is written to all replicas in sync"),
        _ => [(s_renamed.GetValueOrDefault(name, name), value)],
    };

    // org.apache.kafka.common.security.plain.PlainLoginModule required username="u" password="p";
    static IEnumerable<(string, string)> Credentials(string value)
    {
        var found = JaasOption().Matches(value)
            .ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value.Replace("\\\"", "\"", StringComparison.Ordinal));
        if (!found.TryGetValue("username", out var user) || !found.TryGetValue("password", out var password))
            throw Refused("sasl.jaas.config", "…",
                "a login module with username=\"…\" and password=\"…\" (PLAIN or SCRAM); for other mechanisms give librdkafka's own "
                    + "sasl.* properties");
        return [("sasl.username", user), ("sasl.password", password)];
    }

    static IEnumerable<(string, string)> Keystore(string value, string? type) => type?.ToUpperInvariant() switch
    {
        "PEM" => [("ssl.certificate.location", value), ("ssl.key.location", value)],
        "PKCS12" => [("ssl.keystore.location", value)],
        null when value.EndsWith(".p12", StringComparison.OrdinalIgnoreCase)
            || value.EndsWith(".pfx", StringComparison.OrdinalIgnoreCase) => [("ssl.keystore.location", value)],
        _ => throw Refused("ssl.keystore.location", value,
            "a PKCS12 or PEM file and ssl.keystore.type; convert a JKS store with keytool -importkeystore -deststoretype PKCS12"),
    };

    static string RequirePem(string name, string value, string? type) =>
        string.Equals(type, "PEM", StringComparison.OrdinalIgnoreCase) || value.EndsWith(".pem", StringComparison.OrdinalIgnoreCase)
            || value.EndsWith(".crt", StringComparison.OrdinalIgnoreCase)
            ? value
            : throw Refused(name, value,
                "a PEM file and ssl.truststore.type=PEM; write the certificates of a JKS or PKCS12 store as PEM with keytool -list -rfc");

    static long Number(string name, string value) =>
        long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Refused(name, value, "a whole number");

    static Dictionary<string, string> Without(Dictionary<string, string> properties, string[] names)
    {
        foreach (var name in names) properties.Remove(name);
        return properties;
    }

    static LogException Refused(string name, string value, string expected) =>
        new(LogErrorKind.Invalid, $"The Kafka property {name} is '{value}', expected {expected}.");

    [GeneratedRegex("""(\w+)="((?:[^"\\]|\\.)*)"\s*""")]
    private static partial Regex JaasOption();
}
