using System.Text;
using Npgsql;
using Tally.Engine.Columns;
using Tally.Engine.Connectors;
using Tally.Log;

namespace Tally.Results.Postgres;

/// <summary>Reads a table of PostgreSQL once, from its first row to its last, each row as a JSON object.</summary>
sealed class PostgresSource(string connectionString, PostgresTable table) : ISource
{
    readonly Partition _partition = new(connectionString, table);

    public ValueTask<IReadOnlyList<ISourcePartition>> ListPartitionsAsync(CancellationToken cancellation) =>
        ValueTask.FromResult<IReadOnlyList<ISourcePartition>>([_partition]);

    public ValueTask DisposeAsync() => _partition.DisposeAsync();

    /// <summary>The rows of a table as records; a position is the number of rows before it.</summary>
    sealed class Partition(string connectionString, PostgresTable table) : ISourcePartition
    {
        NpgsqlConnection? _connection;
        NpgsqlDataReader? _reader;

        public string Id => $"jdbc:{table.Name}";

        public bool HasStablePositions => false;

        public long Position { get; private set; }

        public long Backlog => 0;

        // The table may have changed since: it is read anew, up to where it was.
        public void Seek(long position)
        {
            Open();
            while (Position < position && _reader!.Read()) Position++;
        }

        public ReadState Read(RecordBlock block, int maxRecords, int maxBytes)
        {
            try
            {
                Open();
                block.Clear();
                while (block.Count < maxRecords && block.ByteCount < maxBytes && _reader!.Read())
                    block.Add(Encoding.UTF8.GetBytes(_reader.GetString(0)), Position++);
                return block.Count > 0 ? ReadState.Records : ReadState.End;
            }
            catch (Exception error) when (PostgresFailures.IsOfServer(error))
            {
                throw new IOException(PostgresFailures.Of(error, PostgresAddress.Describe(connectionString), table).Message, error);
            }
        }

        public ValueTask WaitAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

        public string Locate(RecordBlock block, int record) => $"{table.Name} row {block.Positions[record]}";

        public void ReadMetadata(string key, RecordBlock block, ReadOnlySpan<int> records, Column into) =>
            throw new InvalidOperationException($"jdbc has no metadata '{key}'");

        public async ValueTask DisposeAsync()
        {
            if (_reader is { } reader) await reader.DisposeAsync();
            if (_connection is { } connection) await connection.DisposeAsync();
        }

        void Open()
        {
            if (_reader is not null) return;
            _connection = new(connectionString);
            _connection.Open();
            using var command =
                new NpgsqlCommand(
                    $"SELECT row_to_json(r)::text FROM (SELECT {string.Join(", ", table.Schema.Fields.Select(AsJson))} FROM "
                        + $"{table.Quoted}) r", _connection);
            _reader = command.ExecuteReader();
        }

        static string AsJson(Field field)
        {
            var name = PostgresTable.Quote(field.Name);
            return field.Type.Kind switch
            {
                TypeKind.Timestamp => $"to_char({name}, 'YYYY-MM-DD HH24:MI:SS.US') AS {name}",
                TypeKind.TimestampLtz => $"to_char({name} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US\"Z\"') AS {name}",
                TypeKind.Binary or TypeKind.VarBinary => $"encode({name}, 'base64') AS {name}",
                _ => name,
            };
        }
    }
}
