namespace Tally.Engine.Catalog;

/// <summary>An option of a connector or format.</summary>
/// <param name="Key">The full key; a trailing ".*" stands for any suffix.</param>
/// <param name="Kind">What the value must be: "string", "boolean", "int", "duration", "size", "char", or choices separated by '|'.</param>
public sealed record OptionDefinition(string Key, string Kind, string? Default, bool Required, string Description);
