using System.Collections.Immutable;
using Npgsql;
using Tally.Engine.Columns;

namespace Tally.Results.Postgres;

/// <summary>A table of PostgreSQL: its statements.</summary>
/// <param name="Name">As the option 'table-name' has it, with a schema in front or not.</param>
/// <param name="Key">The columns of the primary key; none: rows are only added.</param>
sealed record PostgresTable(string Name, Schema Schema, ImmutableArray<int> Key)
{
    public const string StagingName = "pg_temp.tally_rows";

    public string Quoted { get; } = string.Join('.', Name.Split('.').Select(Quote));

    /// <summary>What creates the table.</summary>
    public string Definition
    {
        get
        {
            var lines = Schema.Fields.Select(ColumnLine).ToList();
            if (!Key.IsEmpty) lines.Add($"  PRIMARY KEY ({Names(Key)})");
            return $"CREATE TABLE IF NOT EXISTS {Quoted} (\n{string.Join(",\n", lines)}\n)";
        }
    }

    string ColumnLine(Field column, int index)
    {
        var isNullable = column.Type.Nullable && !Key.Contains(index);
        return $"  {Quote(column.Name)} {PostgresTypes.NameOf(column.Type)}{(isNullable ? "" : " NOT NULL")}";
    }

    /// <summary>Inserts some rows; those whose key is there are replaced.</summary>
    public NpgsqlCommand Upsert(NpgsqlConnection connection, Batch batch, int[] rows) =>
        Command(connection, $"INSERT INTO {Quoted} ({Names(All)}) SELECT * FROM unnest({Parameters(All)}){OnConflict}", batch, rows, All);

    /// <summary>Creates the temporary table that many rows go through, for as long as the connection lives.</summary>
    public string Staging =>
        $"CREATE TEMPORARY TABLE IF NOT EXISTS tally_rows "
            + $"({string.Join(", ", All.Select(column => $"c{column} {PostgresTypes.StagedNameOf(Schema[column].Type)}"))}) ON COMMIT "
                + "DELETE ROWS";

    /// <summary>Begins to copy rows into the temporary table.</summary>
    public string Copy => $"COPY {StagingName} FROM STDIN (FORMAT BINARY)";

    /// <summary>Inserts the rows of the temporary table as <see cref="Upsert"/> does.</summary>
    public string Merge => $"INSERT INTO {Quoted} ({Names(All)}) SELECT * FROM {StagingName}{OnConflict}";

    /// <summary>Deletes rows by their keys.</summary>
    public NpgsqlCommand Delete(NpgsqlConnection connection, Batch batch, int[] rows)
    {
        var match = string.Join(" AND ", Key.Select((column, i) => $"t.{Quote(Schema[column].Name)} = k.k{i}"));
        return Command(connection,
            $"DELETE FROM {Quoted} t USING unnest({Parameters(Key)}) AS k({string.Join(", ", Key.Select((_, i) => $"k{i}"))}) WHERE "
                + $"{match}", batch, rows, Key);
    }

    /// <summary>Reads all rows.</summary>
    public string Select => $"SELECT {Selection(All)} FROM {Quoted}";

    /// <summary>Finds rows by some columns: the 1-based number of the key, then the chosen columns.</summary>
    public NpgsqlCommand Find(NpgsqlConnection connection, Batch keys, ImmutableArray<int> by, ImmutableArray<int> columns)
    {
        var match = string.Join(" AND ", by.Select((column, i) => $"t.{Quote(Schema[column].Name)} = k.k{i}"));
        var arrays = string.Join(", ", by.Select((column, i) => $"@p{i}{PostgresTypes.ParameterCast(Schema[column].Type)}"));
        var command =
            new NpgsqlCommand(
                $"SELECT k.n, {Selection(columns)} FROM unnest({arrays}) WITH ORDINALITY AS k("
                    + $"{string.Join(", ", by.Select((_, i) => $"k{i}"))}, n) JOIN {Quoted} t ON {match}", connection);
        var rows = Enumerable.Range(0, keys.Count).ToArray();
        for (var i = 0; i < by.Length; i++)
            command.Parameters.AddWithValue($"p{i}", PostgresTypes.ToArray(keys.Columns[i], Schema[by[i]].Type, rows));
        return command;
    }

    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"")}\"";

    string OnConflict
    {
        get
        {
            if (Key.IsEmpty) return "";
            var values = All.Except(Key).Select(column => $"{Quote(Schema[column].Name)} = EXCLUDED.{Quote(Schema[column].Name)}").ToList();
            return $" ON CONFLICT ({Names(Key)}) DO {(values.Count == 0 ? "NOTHING" : "UPDATE SET " + string.Join(", ", values))}";
        }
    }

    IEnumerable<int> All => Enumerable.Range(0, Schema.Count);

    string Names(IEnumerable<int> columns) => string.Join(", ", columns.Select(column => Quote(Schema[column].Name)));

    string Selection(IEnumerable<int> columns) =>
        string.Join(", ", columns.Select(column => PostgresTypes.Selected(Quote(Schema[column].Name), Schema[column].Type)));

    string Parameters(IEnumerable<int> columns) =>
        string.Join(", ", columns.Select(column => $"@p{column}{PostgresTypes.ParameterCast(Schema[column].Type)}"));

    NpgsqlCommand Command(NpgsqlConnection connection, string text, Batch batch, int[] rows, IEnumerable<int> columns)
    {
        var command = new NpgsqlCommand(text, connection);
        foreach (var column in columns)
            command.Parameters.AddWithValue($"p{column}", PostgresTypes.ToArray(batch.Columns[column], Schema[column].Type, rows));
        return command;
    }
}
