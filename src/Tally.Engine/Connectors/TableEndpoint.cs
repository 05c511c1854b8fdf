namespace Tally.Engine.Connectors;

/// <summary>Where the data of a table is kept.</summary>
/// <param name="Option">The option of the table that says so.</param>
public abstract record TableEndpoint(string Option);

/// <summary>Files or a folder.</summary>
/// <param name="Path">As the option has it, perhaps with wildcards.</param>
public sealed record FileEndpoint(string Option, string Path) : TableEndpoint(Option);

/// <summary>A server; the first one when the option names several.</summary>
public sealed record ServerEndpoint(string Option, string Host, int Port) : TableEndpoint(Option);
