namespace Tally.Engine.Catalog;

/// <summary>An option that a user gave, of a table, a format, a connector or a command, asks for what cannot be done.</summary>
/// <param name="message">The option, what was found and what was expected; for the user to read.</param>
public sealed class OptionException(string message) : Exception(message);
