using System.Collections.Immutable;

namespace Tally.Engine.Expressions.RegularExpressions;

/// <summary>A part of a regular expression, flags and names resolved.</summary>
abstract record RegexNode
{
    public static readonly RegexNode Empty = new SequenceNode([]);
}

/// <summary>One character of a set.</summary>
sealed record SetNode(CharacterSet Set) : RegexNode;

/// <summary>Parts one after the other.</summary>
sealed record SequenceNode(ImmutableArray<RegexNode> Parts) : RegexNode;

/// <summary>The first branch that leads to a match.</summary>
sealed record ChoiceNode(ImmutableArray<RegexNode> Branches) : RegexNode;

/// <summary>A part several times; Max is int.MaxValue for any number.</summary>
sealed record RepeatNode(RegexNode Body, int Min, int Max, bool IsLazy) : RegexNode;

/// <summary>A part whose place is remembered.</summary>
sealed record GroupNode(RegexNode Body, int Number) : RegexNode;

/// <summary>A part that gives nothing back once it has matched.</summary>
sealed record AtomicNode(RegexNode Body) : RegexNode;

/// <summary>A part that must (or must not) follow, or come before; nothing is consumed.</summary>
/// <param name="MaxLength">The greatest number of characters looked back.</param>
sealed record LookNode(RegexNode Body, bool IsBehind, bool IsNegated, int MaxLength) : RegexNode;

/// <summary>What a group has matched, again.</summary>
sealed record BackReferenceNode(int Number, Folding Folding) : RegexNode;

/// <summary>A condition on the place.</summary>
sealed record PlaceNode(Place Place) : RegexNode;

/// <summary>One character as a reader sees it, however many code points it has: \X.</summary>
sealed record ClusterNode : RegexNode;

enum Place
{
    TextStart,
    LineStart,
    UnixLineStart,
    TextEnd,
    TextOrLastLineEnd,
    TextOrLastUnixLineEnd,
    LineEnd,
    UnixLineEnd,
    WordBoundary,
    UnicodeWordBoundary,
    NoWordBoundary,
    NoUnicodeWordBoundary,
    ClusterBoundary,
    LastMatchEnd,
}

/// <summary>Which letters count as the same.</summary>
enum Folding
{
    None,
    Ascii,
    Unicode,
}
