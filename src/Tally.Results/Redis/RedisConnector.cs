using System.Globalization;
using Tally.Engine.Catalog;
using Tally.Engine.Columns;
using Tally.Engine.Connectors;
using Tally.Engine.Connectors.Stores;
using Tally.Engine.Sql;

namespace Tally.Results.Redis;

/// <summary>Tables that are written to Redis.</summary>
public sealed class RedisConnector : IComparedConnector
{
    public string Name => "redis";

    public IReadOnlyList<OptionDefinition> Options { get; } =
    [
        new("host", "string", null, true,
            "host or host:port; several, separated by commas: a primary and its replicas, the sentinels, or nodes of a cluster."),
        new("port", "int", "6379", false, "The port of hosts without one."),
        new("username", "string", null, false, "The user, where Redis has users."),
        new("password", "string", null, false, "The password."),
        new("database", "int", "0", false, "The number of the database."),
        new("ssl", "boolean", "false", false, "Whether the connection uses TLS."),
        new("ssl.trust-all", "boolean", "false", false, "Whether any certificate is accepted; for tests."),
        new("ssl.ca-file", "string", null, false, "A PEM file of the authorities that are trusted instead of those of the machine."),
        new("sentinel.master", "string", null, false, "The name that the sentinels in 'host' know the primary by."),
        new("cluster", "boolean", "false", false, "Whether 'host' names nodes of a cluster."),
        new("timeout", "duration", "5 s", false, "How long a connection or an answer may take."),
        new("data-type", "zset|hash|string|json|stream", "hash", false,
            "What a key holds: members with scores, fields with values, one row, all rows as a JSON array, or changes."),
        new("key", "string", null, true,
            "The key, with columns of the primary key in braces: shop:gmv:{window_start}, {window_start:yyyyMMddHHmm}."),
        new("score", "string", null, false, "The column that is the score; without it the first number that is not in the primary key."),
        new("separator", "string", ":", false, "Between the columns of a member or field that has several."),
        new("ttl", "duration", null, false, "How long a key lives after its last change."),
        new("stream.max-length", "long", "10000", false, "About how many entries a stream keeps; 0: all."),
        new("sink.buffer-flush.interval", "duration", "250 ms", false, "How long changes are gathered."),
        new("sink.buffer-flush.max-rows", "int", "1000", false, "The rows that are sent together."),
        new("sink.kept-rows", "int", "100000", false, "The rows that are remembered, to be written again when Redis has lost them."),
        new("sink.max-retries", "int", "3", false, "How often tally sql tries again; tally run does so for ever."),
    ];

    public string DefaultFormat => "";

    public IReadOnlyDictionary<string, SqlType> Metadata { get; } = new Dictionary<string, SqlType>();

    public UpdateSupport Updates => UpdateSupport.ByKey;

    public bool IsBounded(TableDefinition table) => true;

    public string FlinkNote => "connector 'redis' is Tally's";

    public TableEndpoint EndpointOf(TableDefinition table)
    {
        var (host, port) = Try(table, () => OptionsOf(table).Hosts[0]);
        return new ServerEndpoint("host", host, port);
    }

    public ISource? CreateSource(TableDefinition table, ConnectorContext context) => null;

    public ISink CreateSink(TableDefinition table, ConnectorContext context)
    {
        var redis = Try(table, () => TableOf(table, context.TimeZone));
        var options = Try(table, () => OptionsOf(table));
        TimeSpan? ttl = table.Options.ContainsKey("ttl") ? Duration(table, "ttl", "0 s") : null;
        var store = new RedisStore(options, redis,
            new(redis, ttl, long.Parse(table.Options.GetValueOrDefault("stream.max-length", "10000"), CultureInfo.InvariantCulture)));
        var keepsAll = redis.Kind != RedisKind.Stream;
        return new UpsertSink(store, table.Schema, table.PrimaryKey, new()
        {
            Interval = Duration(table, "sink.buffer-flush.interval", "250 ms"),
            BatchRows = Number(table, "sink.buffer-flush.max-rows", 1000),
            KeptRows = keepsAll ? Number(table, "sink.kept-rows", 100_000) : 0, MaxRetries = Number(table, "sink.max-retries", 3),
            IsAligned = !keepsAll,
        }, context.Clock);
    }

    public async ValueTask<Comparison> CompareAsync(TableDefinition table, ExpectedRows expected, ConnectorContext context,
        CancellationToken cancellation) =>
        await new RedisComparison(OptionsOf(table), TableOf(table, context.TimeZone), table.Options.ContainsKey("ttl"))
            .RunAsync(expected, cancellation);

    internal static RedisTable TableOf(TableDefinition table, TimeZoneInfo zone)
    {
        if (table.PrimaryKey.IsEmpty)
            throw new OptionException($"a table of Redis needs PRIMARY KEY (…) NOT ENFORCED: its columns make keys, members and fields");
        var kind = Enum.Parse<RedisKind>(table.Options.GetValueOrDefault("data-type", "hash"), ignoreCase: true);
        return new(table.Name, kind, table.Options["key"], table.Schema, table.PrimaryKey, table.Options.GetValueOrDefault("score"),
            table.Options.GetValueOrDefault("separator", ":"), zone);
    }

    internal static RedisOptions OptionsOf(TableDefinition table) =>
        new(RedisOptions.ParseHosts(table.Options["host"], Number(table, "port", 6379)))
    {
        Username = table.Options.GetValueOrDefault("username"), Password = table.Options.GetValueOrDefault("password"),
        Database = Number(table, "database", 0),
        UsesTls = table.Options.GetValueOrDefault("ssl") == "true", TrustsAll = table.Options.GetValueOrDefault("ssl.trust-all") == "true",
        AuthorityFile = table.Options.GetValueOrDefault("ssl.ca-file"),
        SentinelMaster = table.Options.GetValueOrDefault("sentinel.master"),
        IsCluster = table.Options.GetValueOrDefault("cluster") == "true", Timeout = Duration(table, "timeout", "5 s"),
    };

    static int Number(TableDefinition table, string key, int without) =>
        table.Options.TryGetValue(key, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : without;

    static TimeSpan Duration(TableDefinition table, string key, string without) =>
        Durations.TryParse(table.Options.GetValueOrDefault(key, without), out var duration) ? duration : TimeSpan.Zero;

    static T Try<T>(TableDefinition table, Func<T> make)
    {
        try
        {
            return make();
        }
        catch (OptionException error)
        {
            throw new SqlException(ErrorCode.BadOption, table.Statement.Span, $"table {table.Name}: {error.Message}");
        }
    }
}
