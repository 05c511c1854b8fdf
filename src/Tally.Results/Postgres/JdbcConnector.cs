using System.Collections.Immutable;
using System.Globalization;
using Tally.Engine.Catalog;
using Tally.Engine.Columns;
using Tally.Engine.Connectors;
using Tally.Engine.Connectors.Stores;
using Tally.Engine.Sql;

namespace Tally.Results.Postgres;

/// <summary>Tables of PostgreSQL, with the options of Flink's connector 'jdbc'.</summary>
public sealed class JdbcConnector : IComparedConnector
{
    public string Name => "jdbc";

    public IReadOnlyList<OptionDefinition> Options { get; } =
    [
        new("url", "string", null, true, "jdbc:postgresql://host:port/database, with ?sslmode=, currentSchema= and the like."),
        new("table-name", "string", null, true, "The table, with a schema in front or not."),
        new("username", "string", null, false, "The user."),
        new("password", "string", null, false, "The user's password."),
        new("sink.buffer-flush.max-rows", "int", "100", false, "Accepted for Flink; Tally stores up to 50,000 rows with one command."),
        new("sink.buffer-flush.interval", "duration", "1 s", false,
            "How long rows are gathered; those of an updating query, and of a table without a key, leave with a checkpoint."),
        new("sink.max-retries", "int", "3", false, "How often tally sql tries again; tally run does so for ever."),
        new("lookup.cache", "NONE|PARTIAL", "NONE", false, "Whether rows found by a lookup join are remembered."),
        new("lookup.partial-cache.max-rows", "long", "10000", false, "How many keys are remembered."),
        new("lookup.partial-cache.expire-after-write", "duration", null, false, "How long a key is remembered."),
        new("lookup.partial-cache.expire-after-access", "duration", null, false, "How long a key is remembered that nobody asks for."),
        new("lookup.partial-cache.cache-missing-key", "boolean", "true", false, "Whether it is remembered that a key has no row."),
        new("lookup.max-retries", "int", "3", false, "How often a lookup of tally sql is tried again; tally run does so for ever."),
        new("scan.fetch-size", "int", "0", false, "Accepted for Flink; rows always come as a stream."),
        new("scan.auto-commit", "boolean", "true", false, "Accepted for Flink."),
        new("driver", "string", null, false, "Accepted for Flink."),
        new("connection.max-retry-timeout", "duration", "60 s", false, "Accepted for Flink."),
        new("sink.parallelism", "int", null, false, "Accepted for Flink."),
    ];

    /// <summary>A scan gives its rows as JSON.</summary>
    public string DefaultFormat => "json";

    public IReadOnlyDictionary<string, SqlType> Metadata { get; } = new Dictionary<string, SqlType>();

    public UpdateSupport Updates => UpdateSupport.ByKey;

    public bool IsBounded(TableDefinition table) => true;

    public TableEndpoint? EndpointOf(TableDefinition table) => PostgresAddress.EndpointOf("url", table.Options["url"]);

    public ISource CreateSource(TableDefinition table, ConnectorContext context) =>
        new PostgresSource(ConnectionString(table), TableOf(table));

    public ISink CreateSink(TableDefinition table, ConnectorContext context)
    {
        var (target, interval) = (TableOf(table), table.Options.GetValueOrDefault("sink.buffer-flush.interval", "1 s"));
        var store = new PostgresStore(ConnectionString(table), target, context.Settings.GetValueOrDefault("tally.create-tables") == "true");
        var options = new StoreOptions
        {
            Interval = Durations.TryParse(interval, out var parsed) && parsed > TimeSpan.Zero ? parsed : TimeSpan.FromMilliseconds(100),
            BatchRows = 5000, IsAligned = true,
            MaxRetries = int.Parse(table.Options.GetValueOrDefault("sink.max-retries", "3"), CultureInfo.InvariantCulture),
        };
        return target.Key.IsEmpty
            ? new AppendSink(store, target.Schema, options, context.Clock)
            : new UpsertSink(store, target.Schema, target.Key, options, context.Clock);
    }

    public (Func<ILookup> Open, LookupOptions Options)? CreateLookup(TableDefinition table, IReadOnlyList<int> keys,
        IReadOnlyList<int> columns)
    {
        var (target, address) = (TableOf(table), ConnectionString(table));
        var isCached = table.Options.GetValueOrDefault("lookup.cache") == "PARTIAL";
        TimeSpan? Limit(string key) =>
            table.Options.TryGetValue(key, out var text) && Durations.TryParse(text, out var limit) ? limit : null;
        var options = new LookupOptions(isCached
            ? long.Parse(table.Options.GetValueOrDefault("lookup.partial-cache.max-rows", "10000"), CultureInfo.InvariantCulture)
            : 0,
            Limit("lookup.partial-cache.expire-after-write"), Limit("lookup.partial-cache.expire-after-access"),
            table.Options.GetValueOrDefault("lookup.partial-cache.cache-missing-key") != "false",
            int.Parse(table.Options.GetValueOrDefault("lookup.max-retries", "3"), CultureInfo.InvariantCulture));
        return (() => new PostgresLookup(address, target, [.. keys], [.. columns]), options);
    }

    public async ValueTask<Comparison> CompareAsync(TableDefinition table, ExpectedRows expected, ConnectorContext context,
        CancellationToken cancellation) =>
        await PostgresComparison.RunAsync(ConnectionString(table), TableOf(table), expected, context.TimeZone, cancellation);

    public string DefinitionOf(TableDefinition table) => TableOf(table).Definition + ";";

    /// <summary>The table as PostgreSQL has it.</summary>
    internal static PostgresTable TableOf(TableDefinition table)
    {
        foreach (var column in table.Columns)
            if (column.Kind == TableColumnKind.Physical && PostgresTypes.NameOf(column.Type) is null)
                throw new SqlException(ErrorCode.Unsupported, table.Statement.Span,
                    $"column `{column.Name}` of table {table.Name} is {column.Type}, which the connector 'jdbc' does not store",
                    "CAST it to STRING, or leave it out");
        var physical = table.Columns.Where(column => column.Kind == TableColumnKind.Physical).ToList();
        return new(table.Options["table-name"], new Schema(table.PhysicalFields),
            [.. table.PrimaryKey.Select(column => physical.IndexOf(table.Columns[column]))]);
    }

    internal static string ConnectionString(TableDefinition table)
    {
        try
        {
            return PostgresAddress.Parse(table.Options["url"], table.Options.GetValueOrDefault("username"),
                table.Options.GetValueOrDefault("password"));
        }
        catch (OptionException error)
        {
            throw new SqlException(ErrorCode.BadOption, table.Statement.Span, $"table {table.Name}: {error.Message}");
        }
    }
}
