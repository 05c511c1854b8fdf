using Tally.Engine.Columns;

namespace Tally.Engine.Expressions.Arithmetic;

/// <summary>The result types of + - * / %, as Flink derives them.</summary>
static class ArithmeticTypes
{
    /// <summary>Type of the result without nullability, or null when the operands are no numbers that go together.</summary>
    public static SqlType? Of(string symbol, SqlType left, SqlType right)
    {
        if (!left.IsNumeric || !right.IsNumeric) return null;
        var floating = TypeRules.IsFloating(left) || TypeRules.IsFloating(right);
        if (symbol == "%" && floating) return null;
        if (floating || (left.Kind != TypeKind.Decimal && right.Kind != TypeKind.Decimal))
            return symbol == "%" ? right.WithNullable(true).WithoutTimeAttribute()
                : left.Kind == TypeKind.Float && right.Kind == TypeKind.Double ? SqlType.Float : TypeRules.CommonNumber(left, right);
        var (a, b) = (TypeRules.AsDecimal(left), TypeRules.AsDecimal(right));
        return symbol == "%" && a.Scale == 0 && b.Scale == 0 ? right.WithNullable(true).WithoutTimeAttribute() : Decimal(symbol, a, b);
    }

    static SqlType Decimal(string symbol, SqlType left, SqlType right)
    {
        var (p1, s1, p2, s2) = (left.Precision, left.Scale, right.Precision, right.Scale);
        return symbol switch
        {
            "*" => TypeRules.CappedDecimal(p1 + p2 + 1, s1 + s2),
            "/" => Quotient(p1, s1, p2, s2),
            "%" => TypeRules.CappedDecimal(Math.Min(p1 - s1, p2 - s2) + Math.Max(s1, s2), Math.Max(s1, s2)),
            _ => TypeRules.CappedDecimal(Math.Max(p1 - s1, p2 - s2) + Math.Max(s1, s2) + 1, Math.Max(s1, s2)),
        };
    }

    static SqlType Quotient(int p1, int s1, int p2, int s2)
    {
        var scale = Math.Max(6, s1 + p2 + 1);
        return TypeRules.CappedDecimal(p1 - s1 + s2 + scale, scale);
    }
}
