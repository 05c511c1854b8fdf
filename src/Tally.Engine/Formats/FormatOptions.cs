using System.Text;
using Tally.Engine.Catalog;

namespace Tally.Engine.Formats;

/// <summary>The options of a table as one format reads them.</summary>
readonly struct FormatOptions(IReadOnlyDictionary<string, string> options, string format)
{
    /// <summary>The value of an option of the format, or null.</summary>
    public string? Text(string name) => options.GetValueOrDefault($"{format}.{name}");

    /// <exception cref="OptionException">The value is neither true nor false.</exception>
    public bool Boolean(string name, bool otherwise = false) => Text(name) switch
    {
        null => otherwise,
        var value when value.Equals("true", StringComparison.OrdinalIgnoreCase) => true,
        var value when value.Equals("false", StringComparison.OrdinalIgnoreCase) => false,
        var value => throw new OptionException($"'{format}.{name}': found '{value}', expected 'true' or 'false'"),
    };

    /// <summary>One character of one byte; \t and \u0001 may be written as escapes.</summary>
    /// <exception cref="OptionException">The value is longer, or beyond ASCII.</exception>
    public byte? Character(string name)
    {
        if (Text(name) is not { } value) return null;
        var character = value switch
        {
            "\\t" => "\t",
            _ when value.Length == 6 && value.StartsWith("\\u", StringComparison.Ordinal)
                && ushort.TryParse(value.AsSpan(2), System.Globalization.NumberStyles.HexNumber, null, out var code) =>
                ((char)code).ToString(),
            _ => value,
        };
        if (character.Length == 1 && Ascii.IsValid(character)) return (byte)character[0];
        throw new OptionException($"'{format}.{name}': found '{value}', expected one ASCII character");
    }

    /// <summary>One of some words, in any case.</summary>
    /// <exception cref="OptionException">The value is none of them.</exception>
    public string Choice(string name, params ReadOnlySpan<string> choices)
    {
        if (Text(name) is not { } value) return choices[0];
        foreach (var choice in choices)
            if (choice.Equals(value, StringComparison.OrdinalIgnoreCase)) return choice;
        throw new OptionException($"'{format}.{name}': found '{value}', expected one of {string.Join(", ", choices.ToArray())}");
    }
}
