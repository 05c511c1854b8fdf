using System.Numerics;
using Tally.Engine.Columns;
using Tally.Engine.Expressions.Arithmetic;
using Tally.Engine.Expressions.Kernels;
using Tally.Engine.Expressions.Logic;
using Tally.Engine.Sql;

namespace Tally.Engine.Expressions.Comparison;

/// <summary>Makes comparisons: brings both sides to one type, then picks the loop for it.</summary>
static class Comparisons
{
    /// <exception cref="SqlException">The two types do not compare.</exception>
    public static Expression Create(string symbol, Expression left, Expression right, TextSpan span, ExpressionBinder binder)
    {
        if (symbol is "=" or "<>" && IsBooleanWithText(left.Type, right.Type)) return NeverEqual(symbol, left, right, span);
        if (symbol is not ("=" or "<>")) (left, right) = (AsNumber(left, right, binder), AsNumber(right, left, binder));
        (left, right) = Align(symbol, left, right, span, binder);
        var compared = Create(CompareKinds.Of(symbol), left, right);
        compared.Span = span;
        return compared;
    }

    static bool IsBooleanWithText(SqlType left, SqlType right) =>
        (left.Kind == TypeKind.Boolean && right.IsText) || (left.IsText && right.Kind == TypeKind.Boolean);

    /// <summary>A BOOLEAN and a text are never equal, as in Flink, whatever the text says.</summary>
    static Expression NeverEqual(string symbol, Expression left, Expression right, TextSpan span) =>
        new FixedFunction<bool>(symbol, TypeRules.NullableIfAny(SqlType.Boolean, [left, right]), [left, right],
            () => (Column[] columns, int row, out bool result) =>
        {
            result = symbol == "<>";
            return true;
        }) { Span = span };

    /// <summary>Text beside a number, where which is greater is asked: it is read as that number.</summary>
    static Expression AsNumber(Expression operand, Expression other, ExpressionBinder binder) =>
        operand.Type.IsText && other.Type.IsNumeric ? binder.Cast(operand, other.Type) : operand;

    /// <summary>Text beside a time: one that is no time is only different.</summary>
    static Expression AsTime(Expression operand, Expression other, ExpressionBinder binder) =>
        operand.Type.IsText && IsTime(other.Type) ? binder.Cast(operand, other.Type.WithoutTimeAttribute(), isTry: true) : operand;

    public static Expression Distinct(Expression left, Expression right, bool distinct, TextSpan span, ExpressionBinder binder)
    {
        if (IsBooleanWithText(left.Type, right.Type))
        {
            var bothNull = new Logical(true, new IsTest(left, "NULL", false), new IsTest(right, "NULL", false)) { Span = span };
            return distinct ? Not.Of(bothNull) : bothNull;
        }
        (left, right) = (AsTime(left, right, binder), AsTime(right, left, binder));
        (left, right) = Align(distinct ? "IS DISTINCT FROM" : "IS NOT DISTINCT FROM", left, right, span, binder);
        if (left.Type.Kind == TypeKind.Decimal && left.Type.Scale != right.Type.Scale) return DistinctScales(left, right, distinct, span);
        return new DistinctTest(left, right, distinct) { Span = span };
    }

    /// <summary>DECIMALs that have no common type: both NULL, or equal.</summary>
    static Expression DistinctScales(Expression left, Expression right, bool distinct, TextSpan span)
    {
        var bothNull = new Logical(true, new IsTest(left, "NULL", false), new IsTest(right, "NULL", false));
        var same = new Logical(false, bothNull, new IsTest(Create(CompareKind.Equal, left, right), "TRUE", false)) { Span = span };
        return distinct ? Not.Of(same) : same;
    }

    /// <summary>Both sides in one type (DECIMALs that do not fit one keep their own).</summary>
    public static (Expression Left, Expression Right) Align(string symbol, Expression left, Expression right, TextSpan span,
        ExpressionBinder binder)
    {
        if (ComparedType(left.Type, right.Type) is not { } type)
        {
            throw new SqlException(ErrorCode.BadArgument, span,
                $"{left.Type.WithNullable(true)} {symbol} {right.Type.WithNullable(true)}: the two sides are of different kinds",
                    Hint(left.Type, right.Type));
        }
        if ((left.Type.IsText && right.Type.IsText) || (left.Type.IsBinary && right.Type.IsBinary)) return (left, right);
        return (type.Kind == TypeKind.Decimal && !FitsBoth(left.Type, right.Type))
            ? (binder.Cast(left, TypeRules.AsDecimal(left.Type)), binder.Cast(right, TypeRules.AsDecimal(right.Type)))
            : (binder.Cast(left, type), binder.Cast(right, type));
    }

    static string Hint(SqlType left, SqlType right) => (left, right) switch
    {
        ({ IsText: true }, { IsNumeric: true }) => $"compare with text, or write CAST(… AS {right.WithNullable(true)})",
        ({ IsNumeric: true }, { IsText: true }) => $"compare with a number, or write CAST(… AS {left.WithNullable(true)})",
        _ => "write a CAST on one side",
    };

    static bool FitsBoth(SqlType left, SqlType right)
    {
        var (a, b) = (TypeRules.AsDecimal(left), TypeRules.AsDecimal(right));
        return Math.Max(a.Precision - a.Scale, b.Precision - b.Scale) + Math.Max(a.Scale, b.Scale) <= TypeRules.MaxPrecision;
    }

    /// <summary>The type in which two values compare, or null when they do not. Text beside a time is read as that time.</summary>
    static SqlType? ComparedType(SqlType left, SqlType right)
    {
        if (left.IsText && IsTime(right)) return right.WithoutTimeAttribute();
        if (right.IsText && IsTime(left)) return left.WithoutTimeAttribute();
        return TypeRules.Common(left, right);
    }

    static bool IsTime(SqlType type) => type.IsTimestamp || type.Kind is TypeKind.Date or TypeKind.Time;

    /// <summary>A comparison of two values of one type.</summary>
    public static Expression Create(CompareKind kind, Expression left, Expression right)
    {
        if (left is Literal && right is not Literal) (left, right, kind) = (right, left, kind.Exchanged());
        var type = TypeRules.NullableIfAny(SqlType.Boolean, [left, right]);
        if (left.Type.Kind == TypeKind.Decimal && left.Type.Scale != right.Type.Scale) return CompareScales(kind, type, left, right);
        return left.Type.Kind switch
        {
            TypeKind.Boolean => new Binary<bool, bool, bool, BooleanCompare>(kind.Symbol(), type, left, right, new(kind)),
            TypeKind.Float => Create<float>(kind, type, left, right),
            TypeKind.Double => Create<double>(kind, type, left, right),
            TypeKind.BigInt or TypeKind.IntervalDaySecond => Create<long>(kind, type, left, right),
            TypeKind.Decimal or TypeKind.Timestamp or TypeKind.TimestampLtz =>
                left.Type.IsWide ? Create<Int128>(kind, type, left, right) : Create<long>(kind, type, left, right),
            TypeKind.Char or TypeKind.VarChar or TypeKind.Binary or TypeKind.VarBinary when right is Literal { IsNull: false } constant =>
                new TextCompareConstant(kind, left, constant),
            TypeKind.Char or TypeKind.VarChar or TypeKind.Binary or TypeKind.VarBinary or TypeKind.Array or TypeKind.Map
                or TypeKind.Multiset or TypeKind.Row
                or TypeKind.Bitmap or TypeKind.Variant =>
                new ValueCompare(kind, left, right),
            _ => Create<int>(kind, type, left, right),
        };
    }

    static Expression CompareScales(CompareKind kind, SqlType type, Expression left, Expression right)
    {
        var (leftShift, rightShift) = (Math.Max(0, right.Type.Scale - left.Type.Scale), Math.Max(0, left.Type.Scale - right.Type.Scale));
        var op = new DecimalCompare(kind, PowersOfTen.Wide(leftShift), PowersOfTen.Wide(rightShift));
        return new Binary<Int128, Int128, bool, DecimalCompare>(kind.Symbol(), type, Widen.Of(left), Widen.Of(right), op);
    }

    static Expression Create<T>(CompareKind kind, SqlType type, Expression left, Expression right)
        where T : unmanaged, IComparisonOperators<T, T, bool> => kind switch
    {
        CompareKind.Equal => new Binary<T, T, bool, Equal<T>>("=", type, left, right, default),
        CompareKind.NotEqual => new Binary<T, T, bool, NotEqual<T>>("<>", type, left, right, default),
        CompareKind.Less => new Binary<T, T, bool, Less<T>>("<", type, left, right, default),
        CompareKind.LessOrEqual => new Binary<T, T, bool, LessOrEqual<T>>("<=", type, left, right, default),
        CompareKind.Greater => new Binary<T, T, bool, Greater<T>>(">", type, left, right, default),
        _ => new Binary<T, T, bool, GreaterOrEqual<T>>(">=", type, left, right, default),
    };
}
