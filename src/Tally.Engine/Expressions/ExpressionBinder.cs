using Tally.Engine.Columns;
using Tally.Engine.Sql;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Expressions;

/// <summary>Turns syntax into bound expressions: names become columns, types are derived, implicit casts become nodes.</summary>
public sealed partial class ExpressionBinder(IExpressionScope scope, BindingContext context)
{
    public IExpressionScope Scope { get; } = scope;

    public BindingContext Context { get; } = context;

    /// <summary>Binds an expression.</summary>
    /// <exception cref="SqlException">It has no meaning here.</exception>
    public Expression Bind(SqlExpression node) => Scope.TryBind(node, this) ?? throw new SqlException(ErrorCode.Unsupported, node.Span, "this expression");

    /// <summary>Binds an expression that must have a type; a value that may be assigned to it is cast.</summary>
    /// <exception cref="SqlException">It has no meaning here, or another type.</exception>
    public Expression Bind(SqlExpression node, SqlType type) => Assign(Bind(node), type);

    /// <summary>The value as a type that it may be assigned to; the nullability stays its own.</summary>
    /// <exception cref="SqlException">It may not be assigned to that type.</exception>
    public Expression Assign(Expression expression, SqlType type)
    {
        if (expression.Type.SameAs(type)) return expression;
        if (!TypeRules.CanAssign(expression.Type, type))
            throw new SqlException(ErrorCode.TypeMismatch, expression.Span, $"{type.WithNullable(true)} was expected, found {expression.Type.WithNullable(true)}", "write a CAST");
        return Cast(expression, type);
    }

    /// <summary>The value as CAST would make it.</summary>
    public Expression Cast(Expression expression, SqlType type, bool isTry = false) => Casts.Create(expression, type, isTry, Context.TimeZone);
}
