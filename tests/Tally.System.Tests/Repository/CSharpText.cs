using System.Text.RegularExpressions;

namespace Tally.System.Tests.Repository;

/// <summary>Finds functions in C# text by their indentation: exact enough to compare sizes.</summary>
static partial class CSharpText
{
    /// <summary>The functions with a body in braces, each with its length in lines, from the signature to the closing brace.</summary>
    public static IEnumerable<(string Name, int Length)> Functions(string[] lines)
    {
        for (var i = 0; i + 1 < lines.Length; i++)
        {
            var signature = Signature().Match(lines[i]);
            if (!signature.Success) continue;
            var indent = signature.Groups[1].Value;
            var open = i + 1;
            while (open < lines.Length && lines[open].StartsWith(indent + " ", StringComparison.Ordinal)) open++;
            if (open >= lines.Length || lines[open] != indent + "{") continue;
            var close = Array.IndexOf(lines, indent + "}", open);
            if (close > 0) yield return (signature.Groups[2].Value, close - i + 1);
        }
    }

    [GeneratedRegex(
        @"^((?:    ){1,3})(?! )(?!.*\b(?:class|struct|record|interface|enum)\b)"
            + @"(?!if|for|foreach|while|switch|using|lock|return|new|else|get|set|try|catch|do|case|fixed|unsafe \{)"
            + @"[\w<>\[\],.?() ]+?\b(\w+)(?:<[\w, ]+>)?\([^;=]*$"
    )]
    private static partial Regex Signature();
}
