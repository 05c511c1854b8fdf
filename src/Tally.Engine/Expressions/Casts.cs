using Tally.Engine.Columns;
using Tally.Engine.Sql;

namespace Tally.Engine.Expressions;

/// <summary>Conversions between types.</summary>
public static partial class Casts
{
    /// <summary>The value under another type, as CAST or TRY_CAST; the nullability of the result is the operand's (TRY_CAST may give NULL).</summary>
    /// <param name="type">The target; its own nullability is left out.</param>
    /// <param name="timeZone">The session time zone, for conversions between wall clocks and instants.</param>
    /// <exception cref="SqlException">There is no such cast.</exception>
    public static Expression Create(Expression expression, SqlType type, bool isTry, TimeZoneInfo timeZone) =>
        throw new SqlException(ErrorCode.Unsupported, expression.Span, $"CAST from {expression.Type} to {type}");
}
