namespace Tally.Engine.Expressions.Kernels;

/// <summary>How expressions are written in EXPLAIN: operators between their operands, functions before theirs.</summary>
static class ExpressionText
{
    public static string Call(string name, IReadOnlyList<Expression> arguments) => arguments.Count == 2 && !char.IsLetter(name[0])
        ? $"({arguments[0]} {name} {arguments[1]})"
        : $"{name}({string.Join(", ", arguments)})";
}
