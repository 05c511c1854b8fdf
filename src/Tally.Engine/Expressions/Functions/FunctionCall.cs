using System.Collections.Immutable;
using Tally.Engine.Sql;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Expressions.Functions;

/// <summary>A call while it is bound: the arguments, and ways to check them that say what was found and what was expected.</summary>
public sealed class FunctionCall(string name, TextSpan span, Expression[] arguments, ImmutableArray<JsonClause> clauses, ExpressionBinder binder)
{
    public string Name { get; } = name;
    public TextSpan Span { get; } = span;
    public Expression[] Arguments { get; } = arguments;
    public ImmutableArray<JsonClause> Clauses { get; } = clauses;
    public ExpressionBinder Binder { get; } = binder;
}
