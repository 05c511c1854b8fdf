using Npgsql;
using Tally.Engine.Columns;
using Tally.Engine.Connectors.Stores;
using Tally.Results.Postgres;

namespace Tally.Results.History;

/// <summary>The history in PostgreSQL: the table tally_history, a row a window, found by its primary key.</summary>
public sealed class PostgresHistory(string connectionString, TimeSpan? retention, TimeProvider clock) : IHistory
{
    /// <summary>The parameters are the metric, the first start, the start behind the last and a number of windows.</summary>
    public const string Query =
        "SELECT window_start, window_end, rows FROM tally_history WHERE metric = @metric AND window_start >= @from AND window_start < @to "
            + "ORDER BY window_start DESC, window_end DESC LIMIT @count";

    static readonly PostgresTable s_table = new("tally_history", HistoryRows.Schema, HistoryRows.Key);

    /// <summary>What creates the table.</summary>
    public static string Definition => s_table.Definition;

    public IRowStore StoreFor(string metric) => new Store(connectionString, metric, retention, clock);

    public async Task<IReadOnlyList<HistoryWindow>> ReadAsync(string metric, long? fromMs, long? toMs, int maxWindows,
        CancellationToken cancellation)
    {
        try
        {
            await using var connection = new NpgsqlConnection(connectionString);
            await connection.OpenAsync(cancellation);
            await using var command = new NpgsqlCommand(Query, connection);
            command.Parameters.AddWithValue("metric", metric);
            command.Parameters.AddWithValue("from", TimeOf(fromMs, new DateTime(1, 1, 2)));
            command.Parameters.AddWithValue("to", TimeOf(toMs, new DateTime(9999, 12, 31)));
            command.Parameters.AddWithValue("count", maxWindows);
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            var windows = new List<HistoryWindow>();
            while (await reader.ReadAsync(cancellation))
                windows.Add(new(MsOf(reader.GetDateTime(0)), MsOf(reader.GetDateTime(1)), reader.GetString(2)));
            windows.Reverse();
            return windows;
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            return [];
        }
        catch (Exception error) when (PostgresFailures.IsOfServer(error))
        {
            throw PostgresFailures.Of(error, PostgresAddress.Describe(connectionString), s_table);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    static DateTime TimeOf(long? ms, DateTime without) =>
        ms is { } time ? DateTime.SpecifyKind(DateTime.UnixEpoch.AddMilliseconds(time), DateTimeKind.Unspecified) : without;

    static long MsOf(DateTime time) => (time.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMillisecond;

    /// <summary>Stores windows, and once an hour deletes those that are too far behind the newest.</summary>
    sealed class Store(string connectionString, string metric, TimeSpan? retention, TimeProvider clock) : IRowStore
    {
        readonly PostgresStore _store = new(connectionString, s_table, createsTable: true);
        long? _deletedAt;

        public string? Notice => _store.Notice;

        public ValueTask<bool> PrepareAsync(CancellationToken cancellation) => _store.PrepareAsync(cancellation);

        public async ValueTask StoreAsync(Batch rows, StoreMark mark, CancellationToken cancellation)
        {
            await _store.StoreAsync(rows, mark, cancellation);
            if (retention is not { } kept || _deletedAt is { } at && clock.GetElapsedTime(at) < TimeSpan.FromHours(1)) return;
            _deletedAt = clock.GetTimestamp();
            await _store.DeleteAsync(
                "DELETE FROM tally_history WHERE metric = @metric AND window_start < (SELECT max(window_start) FROM tally_history WHERE "
                    + "metric = @metric) - @kept",
                [new("metric", metric), new("kept", kept)], cancellation);
        }

        public ValueTask DisposeAsync() => _store.DisposeAsync();
    }
}
