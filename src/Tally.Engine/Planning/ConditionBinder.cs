using Tally.Engine.Columns;
using Tally.Engine.Expressions;
using Tally.Engine.Planning.Binding;
using Tally.Engine.Sql;

namespace Tally.Engine.Planning;

/// <summary>Binds a condition over the columns of a result.</summary>
public static class ConditionBinder
{
    /// <param name="what">What the condition belongs to, for errors.</param>
    /// <exception cref="SqlException">It is no condition over these columns.</exception>
    public static Expression Bind(SourceText text, string what, Schema schema, BindingContext context)
    {
        var syntax = Parser.ParseExpression(text);
        var scope = new InputScope(new NameScope([new ScopeTable(null, schema.Fields, 0)], null), what, null);
        var bound = new ExpressionBinder(scope, context).Bind(syntax);
        return bound.Type.Kind == TypeKind.Boolean ? bound
            : throw new SqlException(ErrorCode.TypeMismatch, syntax.Span,
                $"{what} takes a condition, found {bound.Type.WithNullable(true)}");
    }
}
