using Tally.Engine.Sql;

namespace Tally.Engine.Connectors;

/// <summary>Stops a bounded query at a row: which file and line, what was found, what was expected.</summary>
public sealed class RowException(ErrorCode code, string location, string reason) : Exception($"{location}: {reason}")
{
    public ErrorCode Code { get; } = code;

    /// <summary>File and line, or topic and offset.</summary>
    public string Location { get; } = location;
}
