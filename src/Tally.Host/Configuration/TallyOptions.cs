namespace Tally.Host.Configuration;

/// <summary>Everything that can be set: appsettings.json, then environment variables TALLY__Section__Key, then the command line; later
/// wins.</summary>
sealed class TallyOptions
{
    public ServerOptions Server { get; init; } = new();
    public EngineOptions Engine { get; init; } = new();
    public StorageOptions Storage { get; init; } = new();
    public IngestOptions Ingest { get; init; } = new();
    public QueryOptions Query { get; init; } = new();
    public AlertOptions Alerts { get; init; } = new();
    public KafkaOptions Kafka { get; init; } = new();
    public HistoryOptions History { get; init; } = new();
    public ResultsOptions Results { get; init; } = new();
}

/// <summary>The HTTP server.</summary>
sealed class ServerOptions
{
    /// <summary>Where it listens. Anything but loopback needs <see cref="Token"/>.</summary>
    public string Listen { get; set; } = "http://127.0.0.1:5080";

    /// <summary>The secret that callers send as "Authorization: Bearer …"; empty: none is asked for on loopback, and nothing may be written
    /// from elsewhere.</summary>
    public string Token { get; set; } = "";

    /// <summary>Other origins whose pages may open the WebSocket, separated by commas.</summary>
    public string AllowedOrigins { get; set; } = "";

    /// <summary>How long a viewer may take to accept a message before it is dropped.</summary>
    public int ViewerTimeoutMs { get; set; } = 10_000;
}

/// <summary>The SQL engine.</summary>
sealed class EngineOptions
{
    /// <summary>Threads that run queries; 0: as many as there are cores.</summary>
    public int Workers { get; set; }

    /// <summary>How often changed groups of open windows are shown.</summary>
    public int RefreshIntervalMs { get; set; } = 250;

    public int CheckpointIntervalMs { get; set; } = 10_000;

    /// <summary>After this long without a record a partition no longer holds back the windows.</summary>
    public int IdleTimeoutMs { get; set; } = 30_000;

    /// <summary>The rows that one metric keeps in memory.</summary>
    public int MetricRows { get; set; } = 100_000;
}

/// <summary>The embedded log.</summary>
sealed class StorageOptions
{
    /// <summary>page-cache, interval or every-batch: when an append counts as stored.</summary>
    public string Durability { get; set; } = "page-cache";

    /// <summary>Partitions of a new topic.</summary>
    public int Partitions { get; set; } = 1;

    public long SegmentSizeBytes { get; set; } = 256L << 20;

    /// <summary>Whole segments older than this are deleted; 0 keeps them.</summary>
    public int RetentionHours { get; set; } = 168;

    /// <summary>The oldest segments of a partition are deleted while it is larger; 0: no limit.</summary>
    public long RetentionSizeBytes { get; set; }
}

/// <summary>Records that come in through HTTP.</summary>
sealed class IngestOptions
{
    public int MaxLineBytes { get; set; } = 1 << 20;

    /// <summary>The largest body, decompressed.</summary>
    public long MaxBodyBytes { get; set; } = 64L << 20;

    /// <summary>Records a second in total above which callers get 429; 0: no limit.</summary>
    public int RatePerSecond { get; set; }

    /// <summary>Records a second of one client; 0: no limit.</summary>
    public int ClientRatePerSecond { get; set; }
}

/// <summary>Bounded queries over the retained log, POST /api/v1/query.</summary>
sealed class QueryOptions
{
    /// <summary>The rows of one answer.</summary>
    public int MaxRows { get; set; } = 100_000;

    /// <summary>How long one query may run.</summary>
    public int MaxSeconds { get; set; } = 60;

    /// <summary>What one query may keep in memory.</summary>
    public int MaxStateMegabytes { get; set; } = 512;

    /// <summary>Queries at once; more get 429.</summary>
    public int MaxConcurrent { get; set; } = 2;
}

/// <summary>The log in Apache Kafka, with --log kafka://….</summary>
sealed class KafkaOptions
{
    /// <summary>Brokers that hold each partition of a new topic; 0: as many as the cluster gives.</summary>
    public int Replication { get; set; }

    /// <summary>The consumer group under which read offsets are committed for monitoring; empty: none are.</summary>
    public string Group { get; set; } = "tally";

    /// <summary>A file of client properties, a line each, under the names of Java's client.</summary>
    public string PropertiesFile { get; set; } = "";
}

/// <summary>Alerts of metrics.</summary>
sealed class AlertOptions
{
    /// <summary>The address that every change of an alert is posted to; empty: nowhere.</summary>
    public string Webhook { get; set; } = "";
}

/// <summary>The windows of metrics that are over.</summary>
sealed class HistoryOptions
{
    /// <summary>embedded (a log of its own in the data directory), off, or jdbc:postgresql://host:port/database.</summary>
    public string Store { get; set; } = "embedded";

    /// <summary>The user of PostgreSQL.</summary>
    public string Username { get; set; } = "";

    /// <summary>The user's password.</summary>
    public string Password { get; set; } = "";

    /// <summary>Older windows are deleted; 0 keeps them.</summary>
    public int RetentionDays { get; set; } = 30;
}

/// <summary>The rows of metrics, shared between an engine and its front ends.</summary>
sealed class ResultsOptions
{
    /// <summary>redis://[user:password@]host:port[/database]; empty: they stay in this process.</summary>
    public string Url { get; set; } = "";
}
