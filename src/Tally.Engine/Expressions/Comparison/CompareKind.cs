using System.Diagnostics;

namespace Tally.Engine.Expressions.Comparison;

/// <summary>The six comparisons.</summary>
enum CompareKind
{
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// <summary>What the comparisons mean.</summary>
static class CompareKinds
{
    public static CompareKind Of(string symbol) => symbol switch
    {
        "=" => CompareKind.Equal,
        "<>" => CompareKind.NotEqual,
        "<" => CompareKind.Less,
        "<=" => CompareKind.LessOrEqual,
        ">" => CompareKind.Greater,
        ">=" => CompareKind.GreaterOrEqual,
        _ => throw new UnreachableException($"{symbol} is no comparison"),
    };

    public static string Symbol(this CompareKind kind) => kind switch
    {
        CompareKind.Equal => "=",
        CompareKind.NotEqual => "<>",
        CompareKind.Less => "<",
        CompareKind.LessOrEqual => "<=",
        CompareKind.Greater => ">",
        _ => ">=",
    };

    /// <summary>The comparison with its sides exchanged.</summary>
    public static CompareKind Exchanged(this CompareKind kind) => kind switch
    {
        CompareKind.Less => CompareKind.Greater,
        CompareKind.LessOrEqual => CompareKind.GreaterOrEqual,
        CompareKind.Greater => CompareKind.Less,
        CompareKind.GreaterOrEqual => CompareKind.LessOrEqual,
        _ => kind,
    };

    /// <summary>Whether an order (negative, zero, positive) satisfies the comparison.</summary>
    public static bool Holds(this CompareKind kind, int order) => kind switch
    {
        CompareKind.Equal => order == 0,
        CompareKind.NotEqual => order != 0,
        CompareKind.Less => order < 0,
        CompareKind.LessOrEqual => order <= 0,
        CompareKind.Greater => order > 0,
        _ => order >= 0,
    };
}
