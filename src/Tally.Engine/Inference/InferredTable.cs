using System.Text;
using Tally.Engine.Sql;

namespace Tally.Engine.Inference;

/// <summary>A table as the content of its files tells it.</summary>
/// <param name="Name">For CREATE TABLE: the name of the files without ending.</param>
/// <param name="Options">The options behind 'connector' and 'path'.</param>
/// <param name="RecordCount">How many records were looked at.</param>
public sealed record InferredTable(string Name, string Path, IReadOnlyList<InferredColumn> Columns,
    IReadOnlyList<KeyValuePair<string, string>> Options, long RecordCount, int FileCount)
{
    /// <summary>The column that is proposed for WATERMARK: the first time that every record has; null when there is none.</summary>
    public InferredColumn? TimeColumn =>
        Columns.FirstOrDefault(column => column.IsTime && column.NullCount == 0 && column.Precision <= 3 && !column.IsNested)
        is { } stored ? stored : null;

    /// <summary>CREATE TABLE … ; with a WATERMARK that no record of the sample would be late for.</summary>
    public string ToSql() =>
        Write(Name, TimeColumn is { } time ? $"{ReservedWords.Quote(time.Name)} - INTERVAL {Delay(time.DisorderMs)}" : null);

    /// <summary>CREATE TABLE for FROM 'file': no watermark, or one so late that no row ever is.</summary>
    public string ToSql(bool hasTime) =>
        Write(Path, hasTime && TimeColumn is { } time ? $"{ReservedWords.Quote(time.Name)} - INTERVAL '99999' DAY(5)" : null);

    string Write(string name, string? watermark)
    {
        var text = new StringBuilder($"CREATE TABLE {ReservedWords.Quote(name)} (\n");
        var lines = Columns.Select(column => $"  {ReservedWords.Quote(column.Name)} {column.Definition}").ToList();
        if (watermark is not null) lines.Add($"  WATERMARK FOR {ReservedWords.Quote(TimeColumn!.Name)} AS {watermark}");
        text.AppendJoin(",\n", lines).Append("\n) WITH (\n");
        var options = new KeyValuePair<string, string>[] { new("connector", "filesystem"), new("path", Path) }.Concat(Options);
        text.AppendJoin(",\n", options.Select(option => $"  '{option.Key}' = '{option.Value.Replace("'", "''")}'")).Append("\n);\n");
        return text.ToString();
    }

    // Twice what was seen, in round numbers: the files to come may be worse.
    static string Delay(long disorderMs) =>
        (disorderMs * 2 / 1000) switch { < 5 => "'5' SECOND", < 30 => "'30' SECOND", < 60 => "'1' MINUTE", < 300 => "'5' MINUTE",
            < 3600 => "'1' HOUR", < 86400 => "'1' DAY", var seconds => $"'{Math.Min(99, seconds / 86400 + 1)}' DAY" };
}

/// <summary>A column as its values tell it.</summary>
/// <param name="Definition">The type, or AS and an expression.</param>
public sealed record InferredColumn(string Name, string Definition)
{
    /// <summary>How many records of the sample have no value.</summary>
    public long NullCount { get; init; }

    /// <summary>How far a time was behind the newest one before it.</summary>
    public long DisorderMs { get; init; }

    internal bool IsTime =>
        Definition.StartsWith("TIMESTAMP", StringComparison.Ordinal) || Definition.StartsWith("AS TO_TIMESTAMP", StringComparison.Ordinal);

    internal bool IsNested => Definition.Contains('<');

    internal int Precision => Definition.StartsWith("TIMESTAMP", StringComparison.Ordinal) ? Definition[^2] - '0' : 3;
}
