using System.Collections.Immutable;
using Tally.Engine.Columns;
using Tally.Engine.Expressions;
using Tally.Engine.Operators.Sets;
using Tally.Engine.Planning.Logical;
using Tally.Engine.Sql;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Planning.Binding;

/// <summary>Binds UNION, INTERSECT and EXCEPT: the names of the left side, types in which both sides meet.</summary>
static class SetOperationBinder
{
    public static LogicalNode Bind(SetOperation operation, LogicalNode left, LogicalNode right, BindingContext context)
    {
        var word = operation.Operator + (operation.All ? " ALL" : "");
        if (left.Schema.Count != right.Schema.Count)
            throw new SqlException(ErrorCode.ColumnCount, operation.Right.Span,
                $"the sides of {word} have {left.Schema.Count} and {right.Schema.Count} columns");
        var fields = left.Schema.Fields
            .Select((field, column) => field with { Type = CommonType(field.Type, right.Schema[column].Type, column, word, operation) })
            .ToImmutableArray();
        var (one, two) = (Cast(left, fields, context), Cast(right, fields, context));
        if (operation.Operator == "UNION")
        {
            var parts = operation.All ? [.. Parts(one), .. Parts(two)] : ImmutableArray.Create(one, two);
            var union = new UnionNode(new Schema(fields), parts) { Span = operation.Span };
            return operation.All ? union : Distinct(union);
        }
        var kind = (operation.Operator, operation.All) switch
        {
            ("INTERSECT", false) => SetKind.Intersect,
            ("INTERSECT", true) => SetKind.IntersectAll,
            (_, false) => SetKind.Except,
            _ => SetKind.ExceptAll,
        };
        return new SetOperationNode(one, two, kind) { Span = operation.Span };
    }

    /// <summary>One row of each that are equal, as GROUP BY over all columns.</summary>
    public static AggregateNode Distinct(LogicalNode input) =>
        new(input, [.. Enumerable.Range(0, input.Schema.Count)], [], []) { Span = input.Span };

    // UNION ALL of UNION ALL is one union of all parts, when no cast lies between.
    static ImmutableArray<LogicalNode> Parts(LogicalNode node) => node is UnionNode union ? union.Inputs : [node];

    static SqlType CommonType(SqlType left, SqlType right, int column, string word, SetOperation operation) =>
        TypeRules.Common(left, right) ?? throw new SqlException(ErrorCode.TypeMismatch, operation.Span,
            $"column {column + 1} of {word} is {left.WithNullable(true)} on one side and {right.WithNullable(true)} on the other",
            "write a CAST");

    static LogicalNode Cast(LogicalNode side, ImmutableArray<Field> fields, BindingContext context)
    {
        var needed = false;
        var columns = ImmutableArray.CreateBuilder<Expression>(fields.Length);
        for (var i = 0; i < fields.Length; i++)
        {
            var column = NodeColumns.Of(side, i);
            var same = column.Type.SameAs(fields[i].Type);
            needed |= !same;
            columns.Add(same ? column : Casts.Create(column, fields[i].Type, false, context.TimeZone));
        }
        return needed ? new ProjectNode(side, columns.MoveToImmutable(), fields.Select(field => field.Name)) { Span = side.Span } : side;
    }
}
