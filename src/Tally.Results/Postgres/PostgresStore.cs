using Npgsql;
using Tally.Engine.Columns;
using Tally.Engine.Connectors.Stores;

namespace Tally.Results.Postgres;

// Rows in PostgreSQL.
//
// One transaction stores some rows and says in tally_checkpoint which checkpoint they belong to. Rows with a key are upserted: storing them
// twice changes
// nothing. Rows without a key are left out when their checkpoint is there already. A row that the server refuses (a value out of range,
// NULL in a key) is
// found by halving, left out, counted and shown: it must not hold up the others.
//
// Many rows travel as a binary COPY into a temporary table and from there into the target, few as arrays of parameters: a COPY costs two
// statements more.
// The target is not copied into directly, because its columns may have other types than ours, to which an INSERT casts.

/// <summary>Stores rows in a table of PostgreSQL.</summary>
sealed class PostgresStore(string connectionString, PostgresTable table, bool createsTable) : IRowStore
{
    const int RowsOfACommand = 5000, RowsOfACopy = 50_000, LeastCopied = 200;

    const string MarkDefinition =
        "CREATE TABLE IF NOT EXISTS tally_checkpoint (sink text, run bigint, checkpoint bigint NOT NULL, stored_at timestamptz NOT NULL, "
            + "PRIMARY KEY (sink, run))";

    readonly string _address = PostgresAddress.Describe(connectionString);
    NpgsqlConnection? _connection;
    bool _canCopy;
    bool _isStagingUsed;
    long _refusedCount;
    string? _refusal;

    public string? Notice => _refusal is null ? null : $"{_refusedCount} rows were refused by {_address}; the last: {_refusal}";

    public long RefusedCount => _refusedCount;

    public ValueTask<bool> PrepareAsync(CancellationToken cancellation) => TryAsync(async () =>
    {
        await OpenAsync(cancellation);
        return false;
    });

    public async ValueTask StoreAsync(Batch rows, StoreMark mark, CancellationToken cancellation) => await TryAsync(async () =>
    {
        var connection = await OpenAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        if (mark.IsOnce && await CheckpointAsync(mark, cancellation) >= mark.Checkpoint) return true;
        _isStagingUsed = false;
        var (kept, removed) = Split(rows);
        foreach (var part in kept.Chunk(_canCopy ? RowsOfACopy : RowsOfACommand))
            await StoreAsync(transaction, part, some => UpsertAsync(connection, rows, some, cancellation), cancellation);
        foreach (var part in removed.Chunk(RowsOfACommand))
            await StoreAsync(transaction, part, some => ExecuteAsync(table.Delete(connection, rows, some), cancellation), cancellation);
        await MarkAsync(mark, cancellation);
        await transaction.CommitAsync(cancellation);
        return true;
    });

    /// <summary>Carries out a statement that takes rows away.</summary>
    public async ValueTask DeleteAsync(string statement, IEnumerable<NpgsqlParameter> parameters, CancellationToken cancellation) =>
        await TryAsync(async () =>
    {
        await using var command = new NpgsqlCommand(statement, await OpenAsync(cancellation));
        foreach (var parameter in parameters) command.Parameters.Add(parameter);
        await command.ExecuteNonQueryAsync(cancellation);
        return true;
    });

    public async ValueTask DisposeAsync()
    {
        if (_connection is { } connection) await connection.DisposeAsync();
    }

    async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellation)
    {
        if (_connection is { State: System.Data.ConnectionState.Open } open) return open;
        if (_connection is { } broken) await broken.DisposeAsync();
        _connection = new(connectionString);
        await _connection.OpenAsync(cancellation);
        if (!await ExistsAsync("tally_checkpoint", cancellation)) await ExecuteAsync(MarkDefinition, cancellation);
        if (createsTable && !await ExistsAsync(table.Quoted, cancellation)) await ExecuteAsync(table.Definition, cancellation);
        _canCopy = await CanCopyAsync(cancellation);
        return _connection;
    }

    // A user who may not create temporary tables can store all the same.
    async Task<bool> CanCopyAsync(CancellationToken cancellation)
    {
        try
        {
            await ExecuteAsync(table.Staging, cancellation);
            return true;
        }
        catch (PostgresException refusal) when (refusal.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            return false;
        }
    }

    async Task UpsertAsync(NpgsqlConnection connection, Batch rows, int[] some, CancellationToken cancellation)
    {
        if (!_canCopy || some.Length < LeastCopied)
        {
            await ExecuteAsync(table.Upsert(connection, rows, some), cancellation);
            return;
        }
        if (_isStagingUsed) await ExecuteAsync("TRUNCATE " + PostgresTable.StagingName, cancellation);
        // Before the command begins: a value that cannot be written must not leave it open.
        var bytes = PostgresCopy.Write(rows, table.Schema, some);
        await using (var copy = await connection.BeginRawBinaryCopyAsync(table.Copy, cancellation))
            await copy.WriteAsync(bytes, cancellation);
        await ExecuteAsync(table.Merge, cancellation);
        _isStagingUsed = true;
    }

    // Halves until the rows that are refused stand alone.
    async Task StoreAsync(NpgsqlTransaction transaction, int[] rows, Func<int[], Task> store, CancellationToken cancellation)
    {
        await transaction.SaveAsync("rows", cancellation);
        try
        {
            await store(rows);
            await transaction.ReleaseAsync("rows", cancellation);
            return;
        }
        catch (Exception refusal) when (PostgresFailures.IsOfData(refusal) || IsStagingGone(refusal))
        {
            await transaction.RollbackAsync("rows", cancellation);
            var isOfData = !IsStagingGone(refusal);
            _canCopy &= isOfData;
            if (rows.Length == 1 && isOfData)
            {
                _refusedCount++;
                _refusal = refusal is PostgresException answer
                    ? $"{answer.MessageText}{(answer.Detail is { } detail ? $" ({detail})" : "")}"
                    : refusal.Message;
                return;
            }
            if (rows.Length == 1)
            {
                await StoreAsync(transaction, rows, store, cancellation);
                return;
            }
        }
        await StoreAsync(transaction, rows[..(rows.Length / 2)], store, cancellation);
        await StoreAsync(transaction, rows[(rows.Length / 2)..], store, cancellation);
    }

    // Something between the server and us (a pooler) gives every transaction another session.
    bool IsStagingGone(Exception error) =>
        error is PostgresException refusal && _canCopy && refusal.SqlState == PostgresErrorCodes.UndefinedTable
            && refusal.MessageText.Contains(PostgresTable.StagingName, StringComparison.Ordinal);

    async Task<long> CheckpointAsync(StoreMark mark, CancellationToken cancellation)
    {
        await using var command =
            new NpgsqlCommand("SELECT checkpoint FROM tally_checkpoint WHERE sink = @sink AND run = @run FOR UPDATE", _connection);
        command.Parameters.AddWithValue("sink", table.Name);
        command.Parameters.AddWithValue("run", mark.Run);
        return await command.ExecuteScalarAsync(cancellation) as long? ?? 0;
    }

    async Task MarkAsync(StoreMark mark, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            "INSERT INTO tally_checkpoint VALUES (@sink, @run, @checkpoint, now()) ON CONFLICT (sink, run) DO UPDATE SET checkpoint = "
                + "EXCLUDED.checkpoint, stored_at = EXCLUDED.stored_at", _connection);
        command.Parameters.AddWithValue("sink", table.Name);
        command.Parameters.AddWithValue("run", mark.Run);
        command.Parameters.AddWithValue("checkpoint", mark.Checkpoint);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    async Task<bool> ExistsAsync(string name, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("SELECT to_regclass(@name) IS NOT NULL", _connection);
        command.Parameters.AddWithValue("name", name);
        return await command.ExecuteScalarAsync(cancellation) is true;
    }

    Task ExecuteAsync(string statement, CancellationToken cancellation) =>
        ExecuteAsync(new NpgsqlCommand(statement, _connection), cancellation);

    static async Task ExecuteAsync(NpgsqlCommand command, CancellationToken cancellation)
    {
        await using var own = command;
        await command.ExecuteNonQueryAsync(cancellation);
    }

    static (List<int> Kept, List<int> Removed) Split(Batch rows)
    {
        var (kept, removed) = (new List<int>(rows.Count), new List<int>());
        for (var row = 0; row < rows.Count; row++) (rows.IsRetraction(row) ? removed : kept).Add(row);
        return (kept, removed);
    }

    async ValueTask<bool> TryAsync(Func<Task<bool>> act)
    {
        try
        {
            return await act();
        }
        catch (Exception error) when (PostgresFailures.IsOfServer(error))
        {
            if (_connection is { } broken) await broken.DisposeAsync();
            _connection = null;
            throw PostgresFailures.Of(error, _address, table);
        }
    }
}
