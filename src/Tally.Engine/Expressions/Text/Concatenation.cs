using Tally.Engine.Columns;
using Tally.Engine.Expressions.Kernels;
using Tally.Engine.Sql;

namespace Tally.Engine.Expressions.Text;

/// <summary>The operator ||: the lengths add up, CHAR with CHAR stays CHAR.</summary>
static class Concatenation
{
    public static Expression Create(Expression left, Expression right, TextSpan span, ExpressionBinder binder)
    {
        if (left.Type.Kind == TypeKind.Null) left = Literal.Null(SqlType.String);
        if (right.Type.Kind == TypeKind.Null) right = Literal.Null(SqlType.String);
        var binary = left.Type.IsBinary && right.Type.IsBinary;
        if (!binary && !(left.Type.IsText && right.Type.IsText))
        {
            throw new SqlException(ErrorCode.BadArgument, span,
                $"{left.Type.WithNullable(true)} || {right.Type.WithNullable(true)}: text is expected on both sides",
                "write CAST(… AS STRING)");
        }
        var length = (int)Math.Min((long)left.Type.Precision + right.Type.Precision, SqlType.MaxLength);
        var isFixed =
            left.Type.Kind == right.Type.Kind && left.Type.Kind is TypeKind.Char or TypeKind.Binary && right.Type.Kind == left.Type.Kind;
        var kind = binary ? isFixed ? TypeKind.Binary : TypeKind.VarBinary : isFixed ? TypeKind.Char : TypeKind.VarChar;
        var type = TypeRules.NullableIfAny(new SqlType(kind) { Precision = length }, [left, right]);
        return new TextFunction("||", type, [left, right], () => static (columns, row, output) =>
        {
            output.Write(columns[0].Text(row));
            output.Write(columns[1].Text(row));
            return true;
        }) { Span = span };
    }
}
