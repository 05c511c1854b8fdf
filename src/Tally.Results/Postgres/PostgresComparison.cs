using Npgsql;
using Tally.Engine.Columns;
using Tally.Engine.Connectors.Stores;
using Tally.Results.Redis;

namespace Tally.Results.Postgres;

/// <summary>Compares a table of PostgreSQL with the rows that it should hold.</summary>
static class PostgresComparison
{
    const int BatchRows = 4096;

    public static async Task<Comparison> RunAsync(string connectionString, PostgresTable table, ExpectedRows expected, TimeZoneInfo zone,
        CancellationToken cancellation)
    {
        var (comparison, cells) = (new RowComparison(), new CellReader(zone));
        for (var row = 0; row < expected.Rows.Count; row++)
            if (expected.IsOfRange(expected.Rows, row))
                Tell(table, expected.Rows, row, cells, (key, value) => comparison.Expect(key, value, expected.IsOpen[row]));
        try
        {
            await using var connection = new NpgsqlConnection(connectionString);
            await connection.OpenAsync(cancellation);
            await using var command = new NpgsqlCommand(table.Select, connection);
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            while (await ReadAsync(reader, table, cancellation) is { Count: > 0 } rows)
                for (var row = 0; row < rows.Count; row++)
                    if (expected.IsOfRange(rows, row)) Tell(table, rows, row, cells, comparison.Find);
        }
        catch (Exception error) when (PostgresFailures.IsOfServer(error))
        {
            throw PostgresFailures.Of(error, PostgresAddress.Describe(connectionString), table);
        }
        if (!comparison.IsDifferent || expected.Later is not { } ask) return comparison.End(hasLater: false);
        var later = await ask();
        for (var row = 0; row < later.Rows.Count; row++)
            if (later.IsOfRange(later.Rows, row)) Tell(table, later.Rows, row, cells, comparison.ExpectLater);
        return comparison.End(hasLater: true);
    }

    static async Task<Batch> ReadAsync(NpgsqlDataReader reader, PostgresTable table, CancellationToken cancellation)
    {
        var (columns, count) = (table.Schema.Fields.Select(column => Column.For(column.Type)).ToArray(), 0);
        for (; count < BatchRows && await reader.ReadAsync(cancellation); count++)
            for (var i = 0; i < columns.Length; i++) PostgresTypes.Append(columns[i], table.Schema[i].Type, reader, i);
        return new() { Count = count, Columns = columns };
    }

    static void Tell(PostgresTable table, Batch rows, int row, CellReader cells, Action<string, string> tell)
    {
        string Text(IEnumerable<int> columns) =>
            string.Join(", ",
                columns.Select(column =>
                    $"{table.Schema[column].Name} {RedisTable.TextOf(cells.Read(rows.Columns[column], table.Schema[column].Type, row))}"));
        var all = Enumerable.Range(0, table.Schema.Count);
        tell(Text(table.Key.IsEmpty ? all : table.Key), Text(all.Except(table.Key)));
    }
}
