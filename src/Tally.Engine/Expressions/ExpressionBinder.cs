using System.Runtime.CompilerServices;
using Tally.Engine.Columns;
using Tally.Engine.Expressions.Binding;
using Tally.Engine.Expressions.Collections;
using Tally.Engine.Expressions.Time;
using Tally.Engine.Sql;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Expressions;

/// <summary>Turns syntax into bound expressions: names become columns, types are derived, implicit casts become nodes, constants are
/// computed.</summary>
public sealed class ExpressionBinder(IExpressionScope scope, BindingContext context)
{
    public IExpressionScope Scope { get; } = scope;

    public BindingContext Context { get; } = context;

    /// <summary>The function whose arguments are bound just now, or null.</summary>
    internal string? Caller { get; set; }

    /// <summary>Binds an expression.</summary>
    /// <exception cref="SqlException">It has no meaning here.</exception>
    public Expression Bind(SqlExpression node)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw new SqlException(ErrorCode.TooDeep, node.Span, "the expression is nested too deeply");
        var bound = Scope.TryBind(node, this) ?? ConstantFolder.Fold(BindNode(node));
        Place(bound, node.Span);
        return bound;
    }

    // One piece of syntax may become several nodes (a cast around a division): a failure in any of them is told at its place.
    static void Place(Expression expression, TextSpan span)
    {
        if (expression.Span.Text is not null) return;
        expression.Span = span;
        foreach (var child in expression.Children) Place(child, span);
    }

    Expression BindNode(SqlExpression node) => node switch
    {
        NumberLiteral number => Literals.Number(number),
        StringLiteral text => Literal.Of(text.Value),
        BinaryLiteral binary => Literal.Of(new SqlType(TypeKind.Binary) { Precision = binary.Value.Length }, binary.Value.AsSpan()),
        BooleanLiteral { Value: { } truth } => Literal.Of(truth),
        BooleanLiteral => Literal.Null(SqlType.Boolean),
        NullLiteral => Literal.Null(SqlType.Null),
        TimeLiteral time => Literals.Time(time),
        IntervalLiteral interval => Time.IntervalReader.Read(interval),
        NameExpression name => Scope.BindName(name),
        UnaryExpression unary => OperatorBinding.Unary(unary, this),
        BinaryExpression binary => OperatorBinding.Binary(binary, this),
        IsExpression test => Predicates.Is(test, this),
        BetweenExpression between => Predicates.Between(between, this),
        InListExpression list => Predicates.InList(list, this),
        LikeExpression like => Predicates.Like(like, this),
        CaseExpression @case => Conditionals.Case(@case, this),
        CastExpression cast => BindCast(cast),
        ArrayExpression array => Constructors.Array(array.Items, array.Span, this),
        MapExpression map => Constructors.Map(map.Items, map.Span, this),
        RowExpression row => Constructors.Row(row.Items, row.Span, this),
        IndexExpression index => ItemAccess.Create(index, this),
        FieldExpression field => FieldAccess.Create(Bind(field.Operand), field.Field),
        CallExpression call => Calls.Bind(call, this),
        _ => throw Misplaced(node),
    };

    Expression BindCast(CastExpression node)
    {
        var operand = Bind(node.Operand);
        try
        {
            return Cast(operand, TypeBinder.Bind(node.Type), node.Try);
        }
        catch (SqlException refused) when (refused.Errors[0].Code == ErrorCode.BadCast)
        {
            throw new SqlException(ErrorCode.BadCast, node.Span, refused.Errors[0].Message, refused.Errors[0].Hint);
        }
    }

    static SqlException Misplaced(SqlExpression node) => node switch
    {
        StarExpression => new(ErrorCode.UnexpectedToken, node.Span, "* stands only in SELECT and COUNT(*)"),
        SymbolExpression symbol => new(ErrorCode.UnexpectedToken, node.Span, $"{symbol.Name} is no value"),
        NamedArgument =>
            new(ErrorCode.Unsupported, node.Span, "this function takes its arguments by position", "leave out the name and =>"),
        _ => new(ErrorCode.Unsupported, node.Span, "a query is not supported as a value here"),
    };

    /// <summary>Binds an expression that must have a type; a value that may be assigned to it is cast.</summary>
    /// <exception cref="SqlException">It has no meaning here, or another type.</exception>
    public Expression Bind(SqlExpression node, SqlType type) => Assign(Bind(node), type);

    /// <summary>The value as a type that it may be assigned to; the nullability stays its own.</summary>
    /// <exception cref="SqlException">It may not be assigned to that type.</exception>
    public Expression Assign(Expression expression, SqlType type)
    {
        if (expression.Type.SameAs(type)) return expression;
        if (TypeRules.CanAssign(expression.Type, type)) return Cast(expression, type);
        throw new SqlException(ErrorCode.TypeMismatch, expression.Span,
            $"{type.WithNullable(true)} was expected, found {expression.Type.WithNullable(true)}", type.Kind == TypeKind.Boolean
                ? null : "write a CAST");
    }

    /// <summary>The value as CAST would make it.</summary>
    public Expression Cast(Expression expression, SqlType type, bool isTry = false) =>
        Casts.Create(expression, type, isTry, Context.TimeZone);
}
