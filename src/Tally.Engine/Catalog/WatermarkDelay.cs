using Tally.Engine.Columns;
using Tally.Engine.Expressions;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Catalog;

/// <summary>Recognizes the watermark "column - constant interval", which needs no evaluation per row.</summary>
static class WatermarkDelay
{
    /// <summary>That of a table whose windows follow its processing time: rows of one millisecond are never late.</summary>
    public const long OfArrivalMs = 1;

    /// <summary>The delay in milliseconds; null when the watermark is another expression.</summary>
    public static long? Of(WatermarkClause clause, ExpressionBinder binder) => clause.Expression switch
    {
        NameExpression name when IsColumn(name, clause) => 0,
        BinaryExpression { Operator: "-", Left: NameExpression name, Right: IntervalLiteral interval } when IsColumn(name, clause) =>
            Milliseconds(interval, binder),
        _ => null,
    };

    static bool IsColumn(NameExpression name, WatermarkClause clause) => name.Parts.Length == 1 && name.Parts[0].Name == clause.Column.Name;

    static long? Milliseconds(IntervalLiteral interval, ExpressionBinder binder) =>
        binder.Bind(interval) is Literal { Type.Kind: TypeKind.IntervalDaySecond } literal ? literal.Int64 : null;
}
