using Tally.Engine.Planning;
using Tally.Engine.Sql;

namespace Tally.Host.Shell;

/// <summary>What the shell answers to a line that is no SQL.</summary>
/// <param name="IsEnd">Whether the shell ends.</param>
/// <param name="Statement">The statement that is meant; null when the answer has been printed.</param>
sealed record ShellAnswer(bool IsEnd, string? Statement = null);

/// <summary>help, exit, \d and their like: lines without a semicolon.</summary>
sealed class ShellCommands(SessionCatalog catalog)
{
    const string Help = """
        SELECT * FROM 'orders*.json.gz' LIMIT 5;     read files as they are: json, csv, tsv, access logs, .gz, folders, - for standard input
        CREATE TABLE …; SELECT …; INSERT INTO …;     SQL of Apache Flink, each statement up to its ;
        EXPLAIN SELECT …;                            the plan
        SHOW TABLES; SHOW VIEWS; SHOW FUNCTIONS; SHOW CONNECTORS; SHOW FORMATS; SET;
        \d            the tables and views           \d NAME       its columns
        help NAME     what a function does           exit, quit    end (Ctrl-D too)
        TAB completes, the arrow keys go through what was run, Ctrl-C stops a statement.
        """;

    /// <summary>The answer to the first line of a statement; null when it is SQL.</summary>
    public ShellAnswer? Answer(string line)
    {
        var words = line.Trim().TrimEnd(';').Trim().Split(' ', 2, StringSplitOptions.TrimEntries);
        var argument = words.Length > 1 ? words[1] : "";
        switch (words[0].TrimStart('.').ToLowerInvariant())
        {
            case "exit" or "quit" or "\\q" when argument.Length == 0: return new(true);
            case "help" or "\\?" or "?" or "\\h": return Print(argument.Length == 0 ? Help : HelpOf(argument));
            case "\\d" or "\\dt" or "tables" when argument.Length == 0: return new(false, "SHOW TABLES;");
            case "\\d" or "schema": return new(false, $"DESCRIBE {ReservedWords.Quote(argument)};");
            default: return line.TrimStart().StartsWith('\\') ? Print($"there is no command {words[0]}; help lists them") : null;
        }
    }

    static ShellAnswer Print(string text)
    {
        Console.Error.WriteLine(text);
        return new(false);
    }

    string HelpOf(string name)
    {
        if (catalog.Context.Functions.Find(name) is { } function)
            return $"{function.Signature}\n  {function.Description}\n  {function.Example}";
        var near = NearNames.Nearest(name.ToUpperInvariant(), catalog.Context.Functions.Names);
        return $"there is no function {name}{(near is null ? "; SHOW FUNCTIONS; lists them" : $"; did you mean {near}?")}";
    }
}
