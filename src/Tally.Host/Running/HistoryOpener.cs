using Tally.Engine.Catalog;
using Tally.Host.Configuration;
using Tally.Results.History;
using Tally.Results.Postgres;

namespace Tally.Host.Running;

/// <summary>Opens the history that the configuration names.</summary>
static class HistoryOpener
{
    /// <summary>The history; null when there is none.</summary>
    /// <exception cref="ConfigurationException">History:Store is none of those known.</exception>
    public static IHistory? Open(HistoryOptions options, string dataDirectory, TimeProvider clock)
    {
        TimeSpan? retention = options.RetentionDays == 0 ? null : TimeSpan.FromDays(options.RetentionDays);
        if (options.Store == "off") return null;
        if (options.Store == "embedded") return new EmbeddedHistory(Path.Combine(dataDirectory, "history"), retention);
        if (!options.Store.StartsWith(PostgresAddress.Scheme, StringComparison.Ordinal))
            throw new ConfigurationException(
                $"History:Store is '{options.Store}', expected embedded, off or {PostgresAddress.Scheme}host:port/database");
        try
        {
            return new PostgresHistory(PostgresAddress.Parse(options.Store, Given(options.Username), Given(options.Password)), retention,
                clock);
        }
        catch (OptionException error)
        {
            throw new ConfigurationException($"History:Store: {error.Message}");
        }
    }

    static string? Given(string text) => text.Length == 0 ? null : text;
}
