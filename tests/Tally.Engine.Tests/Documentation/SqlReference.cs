using System.Text;
using Tally.Engine.Catalog;
using Tally.Engine.Connectors;
using Tally.Engine.Expressions.Functions;
using Tally.Engine.Formats;

namespace Tally.Engine.Tests.Documentation;

/// <summary>The tables of docs/sql.md that follow from the code: settings, connectors, formats, functions.</summary>
static class SqlReference
{
    public static string Settings()
    {
        var text = new StringBuilder("| key | value | default | |\n|---|---|---|---|\n");
        foreach (var setting in SettingDefinition.All)
            text.Append($"| `{setting.Key}` | {Kind(setting.Kind)} | {Code(setting.Default)} | {setting.Description} |\n");
        return text.ToString();
    }

    public static string Connectors(IEnumerable<IConnector> connectors, IFormatRegistry formats)
    {
        var text = new StringBuilder();
        foreach (var connector in connectors.OrderBy(connector => connector.Name, StringComparer.Ordinal))
            Append(text, $"`'connector' = '{connector.Name}'`", connector.Options);
        foreach (var name in formats.Names)
            Append(text, $"`'format' = '{name}'`", formats.Find(name)!.Options);
        return text.ToString();
    }

    static void Append(StringBuilder text, string title, IReadOnlyList<OptionDefinition> options)
    {
        text.Append($"\n{title}{(options.Count == 0 ? " has no options.\n" : "\n\n| option | value | default | |\n|---|---|---|---|\n")}");
        foreach (var option in options)
            text.Append(
                $"| `{option.Key}` | {Kind(option.Kind)} | {(option.Required ? "required" : Code(option.Default))} | " +
                    $"{option.Description.Replace("|", "\\|")} |\n"
            );
    }

    /// <param name="evaluate">The result of an expression, as text.</param>
    public static string Functions(FunctionRegistry functions, Func<string, string> evaluate)
    {
        var text = new StringBuilder("| function | gives | example | result |\n|---|---|---|---|\n");
        foreach (var function in functions.All)
            text.Append(
                $"| `{Cell(function.Signature)}` | {Cell(function.Description)} | `{Cell(function.Example)}` | " +
                    $"{Code(Cell(evaluate(function.Example)))} |\n"
            );
        return text.ToString();
    }

    /// <summary>Flink's own list, with what each name is here.</summary>
    public static string FlinkList()
    {
        var text = new StringBuilder("| Flink 2.3 | here |\n|---|---|\n");
        foreach (var name in FlinkFunctions.Names) text.Append($"| `{name}` | {FlinkFunctions.Answer(name)} |\n");
        return text.ToString();
    }

    static string Kind(string kind) => kind.Contains('|') ? string.Join(", ", kind.Split('|').Select(choice => $"`{choice}`")) : kind;

    static string Code(string? value) => string.IsNullOrEmpty(value) ? "" : $"`{value}`";

    static string Cell(string text) => text.Replace("|", "\\|").Replace("\n", " ");
}
