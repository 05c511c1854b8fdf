using System.Text;
using Tally.Engine.Connectors;
using Tally.Engine.Connectors.Files;
using Tally.Engine.Connectors.Generation;
using Tally.Engine.Execution;
using Tally.Engine.Execution.Printing;
using Tally.Engine.Formats;
using Tally.Engine.Planning;
using Tally.Engine.Sql;

namespace Tally.Engine.Tests.Documentation;

/// <summary>A session that runs the examples of the documentation in the folder docs and keeps what they print.</summary>
sealed class ExampleSession
{
    /// <summary>What the pages may use.</summary>
    public static readonly IConnector[] Connectors =
        [
            new FileSystemConnector(),
            new BlackholeConnector(),
            new PrintConnector(TextWriter.Null),
            new DataGenConnector(),
        ];

    readonly MemoryStream _printed = new();

    readonly SqlSession _session = new(new SessionOptions(new ConnectorRegistry(Connectors), FormatRegistry.Default, new Planner())
    {
        WorkingDirectory = Path.Combine(SeedScripts.Root, "docs"),
    });

    /// <summary>What a script prints as a table.</summary>
    /// <exception cref="SqlException">It is wrong.</exception>
    public string Run(string sql) => Run(sql, zone => new TablePrinter(_printed, zone));

    /// <summary>The text of the only value of a query.</summary>
    public string Value(string expression)
    {
        var lines = Run($"SELECT {expression} AS v", zone => new CsvPrinter(_printed, zone)).Split('\n', 2);
        var text = lines[1].TrimEnd('\n');
        return text.StartsWith('"') && text.Length > 2 ? text[1..^1].Replace("\"\"", "\"") : text.Length == 0 ? "NULL" : text;
    }

    string Run(string sql, Func<TimeZoneInfo, IResultPrinter> printer)
    {
        _printed.SetLength(0);
        _session.RunAsync(new SourceText("example.sql", sql), printer).GetAwaiter().GetResult();
        return Encoding.UTF8.GetString(_printed.ToArray());
    }
}
