namespace Tally.Engine.Expressions.Functions;

/// <summary>A scalar function that can be called by name.</summary>
/// <param name="Name">Upper case.</param>
/// <param name="Signature">How it is called, for example SUBSTRING(text, start [, length]).</param>
/// <param name="Description">One line: what it gives.</param>
/// <param name="Example">A call over constants that can be run.</param>
/// <param name="Bind">Checks the arguments and makes the expression.</param>
public sealed record FunctionDefinition(string Name, string Signature, string Description, string Example, Func<FunctionCall, Expression> Bind)
{
    /// <summary>The least and greatest number of arguments.</summary>
    public (int Least, int Most) Count { get; init; } = (0, int.MaxValue);
}
