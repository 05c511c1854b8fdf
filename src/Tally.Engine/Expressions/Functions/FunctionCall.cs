using System.Collections.Immutable;
using Tally.Engine.Columns;
using Tally.Engine.Expressions.Kernels;
using Tally.Engine.Sql;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Expressions.Functions;

/// <summary>A call while it is bound: the arguments, ways to check them that say what was found and what was expected, and ways to make the
/// result.</summary>
public sealed class FunctionCall(FunctionDefinition function, TextSpan span, Expression[] arguments, ImmutableArray<JsonClause> clauses,
    ExpressionBinder binder)
{
    public FunctionDefinition Function { get; } = function;
    public TextSpan Span { get; } = span;
    public Expression[] Arguments { get; } = arguments;
    public ImmutableArray<JsonClause> Clauses { get; } = clauses;
    public ExpressionBinder Binder { get; } = binder;

    public string Name => Function.Name;

    public int Count => Arguments.Length;

    /// <summary>The type, nullable when any argument is.</summary>
    public SqlType Nullable(SqlType type) => TypeRules.NullableIfAny(type, Arguments);

    /// <summary>An argument that must be text.</summary>
    public Expression Text(int index) => Arguments[index].Type switch
    {
        { IsText: true } => Arguments[index],
        { Kind: TypeKind.Null } => Literal.Null(SqlType.String),
        _ => throw Wrong(index, "text"),
    };

    /// <summary>All arguments from an index on, which must be text.</summary>
    public Expression[] Texts(int from = 0) => [.. Enumerable.Range(from, Count - from).Select(Text)];

    /// <summary>An argument that must be a whole number, as INT.</summary>
    public Expression Int(int index) => Whole(index, SqlType.Int);

    /// <summary>An argument that must be a whole number, as BIGINT.</summary>
    public Expression Long(int index) => Whole(index, SqlType.BigInt);

    Expression Whole(int index, SqlType type) => Arguments[index].Type switch
    {
        { IsInteger: true } or { Kind: TypeKind.Null } => Binder.Cast(Arguments[index], type),
        _ => throw Wrong(index, "a whole number"),
    };

    /// <summary>An argument that must be a number, as DOUBLE.</summary>
    public Expression Double(int index) => Binder.Cast(Number(index), SqlType.Double);

    /// <summary>An argument that must be a number.</summary>
    public Expression Number(int index) => Arguments[index].Type switch
    {
        { IsNumeric: true } => Arguments[index],
        { Kind: TypeKind.Null } => Literal.Null(SqlType.Double),
        _ => throw Wrong(index, "a number"),
    };

    /// <summary>An argument that must be a condition.</summary>
    public Expression Boolean(int index) => Arguments[index].Type.Kind switch
    {
        TypeKind.Boolean => Arguments[index],
        TypeKind.Null => Literal.Null(SqlType.Boolean),
        _ => throw Wrong(index, "a condition"),
    };

    /// <summary>An argument that must be an array.</summary>
    public Expression Array(int index) => Arguments[index].Type.Kind == TypeKind.Array ? Arguments[index] : throw Wrong(index, "an ARRAY");

    /// <summary>An argument that must be a map.</summary>
    public Expression Map(int index) => Arguments[index].Type.Kind == TypeKind.Map ? Arguments[index] : throw Wrong(index, "a MAP");

    /// <summary>The keyword given as an argument.</summary>
    public string Symbol(int index) => Arguments[index] is Literal { Type.Kind: TypeKind.Symbol } symbol
        ? symbol.Text : throw Wrong(index, "a keyword");

    /// <summary>An argument that must be a text known when the query is bound, or null when it is not.</summary>
    public string? ConstantText(int index) =>
        Arguments[index] is Literal { IsNull: false, Type.IsText: true } literal ? literal.Text : null;

    /// <summary>What is wrong with an argument.</summary>
    public SqlException Wrong(int index, string expected) =>
        new(ErrorCode.BadArgument, Arguments[index].Span.Text is null ? Span : Arguments[index].Span,
        $"{Name}: argument {index + 1} is {Arguments[index].Type.WithNullable(true)}, {expected} is expected",
            $"{Function.Signature}: {Function.Description}");

    /// <summary>What is wrong with the call as a whole.</summary>
    public SqlException Wrong(string message, string? hint = null) =>
        new(ErrorCode.BadArgument, Span, $"{Name}: {message}", hint ?? $"{Function.Signature}: {Function.Description}");

    /// <summary>Tells what is accepted and yet surely not meant.</summary>
    internal void Warn(int index, string message)
    {
        var warning =
            new SqlError(ErrorCode.BadArgument, Arguments[index].Span.Text is null ? Span : Arguments[index].Span, $"{Name}: {message}");
        if (!Binder.Context.Warnings.Contains(warning)) Binder.Context.Warnings.Add(warning);
    }

    internal Expression TextResult(SqlType type, Expression[] arguments, Func<TextKernel> kernel, bool takesNulls = false) =>
        new TextFunction(Name, type, arguments, kernel, takesNulls) { Span = Span };

    internal Expression TextResult(SqlType type, Expression[] arguments, TextKernel kernel, bool takesNulls = false) =>
        TextResult(type, arguments, () => kernel, takesNulls);

    internal Expression FixedResult<T>(SqlType type, Expression[] arguments, Func<RowKernel<T>> kernel, bool takesNulls = false)
        where T : unmanaged =>
        new FixedFunction<T>(Name, type, arguments, kernel, takesNulls) { Span = Span };

    internal Expression FixedResult<T>(SqlType type, Expression[] arguments, RowKernel<T> kernel, bool takesNulls = false)
        where T : unmanaged =>
        FixedResult(type, arguments, () => kernel, takesNulls);

    internal Expression CollectionResult(SqlType type, Expression[] arguments, Func<CollectionKernel> kernel, bool takesNulls = false) =>
        new CollectionFunction(Name, type, arguments, kernel, takesNulls) { Span = Span };

    internal Expression CollectionResult(SqlType type, Expression[] arguments, CollectionKernel kernel, bool takesNulls = false) =>
        CollectionResult(type, arguments, () => kernel, takesNulls);
}
