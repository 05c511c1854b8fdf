namespace Tally.Engine.Expressions.Functions;

/// <summary>A scalar function that can be called by name.</summary>
/// <param name="Name">Upper case.</param>
/// <param name="MinArguments">The least number of arguments.</param>
/// <param name="MaxArguments">The greatest number of arguments.</param>
/// <param name="Signature">How it is called, for example SUBSTRING(text, start [, length]).</param>
/// <param name="Description">One line: what it gives.</param>
/// <param name="Example">A call over constants that can be run.</param>
/// <param name="Bind">Checks the types of the arguments and makes the expression.</param>
public sealed record FunctionDefinition(string Name, int MinArguments, int MaxArguments, string Signature, string Description,
    string Example,
    Func<FunctionCall, Expression> Bind);
