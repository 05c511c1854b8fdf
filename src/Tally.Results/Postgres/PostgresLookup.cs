using System.Collections.Immutable;
using Npgsql;
using Tally.Engine.Columns;
using Tally.Engine.Connectors;

namespace Tally.Results.Postgres;

/// <summary>Finds rows of a table of PostgreSQL by key, all keys of a call with one statement.</summary>
sealed class PostgresLookup(string connectionString, PostgresTable table, ImmutableArray<int> keys, ImmutableArray<int> columns) : ILookup
{
    NpgsqlConnection? _connection;

    public LookupRows Find(Batch wanted)
    {
        try
        {
            var connection = Open();
            using var command = table.Find(connection, wanted, keys, columns);
            using var reader = command.ExecuteReader();
            var (found, indexes) = (columns.Select(column => Column.For(table.Schema[column].Type)).ToArray(), new List<int>());
            while (reader.Read())
            {
                indexes.Add((int)reader.GetInt64(0) - 1);
                for (var i = 0; i < found.Length; i++) PostgresTypes.Append(found[i], table.Schema[columns[i]].Type, reader, i + 1);
            }
            return new(new Batch { Count = indexes.Count, Columns = found }, indexes);
        }
        catch (Exception error) when (PostgresFailures.IsOfServer(error))
        {
            _connection?.Dispose();
            _connection = null;
            throw PostgresFailures.Of(error, PostgresAddress.Describe(connectionString), table);
        }
    }

    NpgsqlConnection Open()
    {
        if (_connection is { State: System.Data.ConnectionState.Open } open) return open;
        _connection?.Dispose();
        _connection = new(connectionString);
        _connection.Open();
        return _connection;
    }
}
