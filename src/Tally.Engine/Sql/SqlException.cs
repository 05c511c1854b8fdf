namespace Tally.Engine.Sql;

/// <summary>One thing that is wrong with a SQL text: a stable code, a place, what was found and what was expected.</summary>
/// <param name="Code">An entry of <see cref="ErrorCode"/>.</param>
/// <param name="Hint">What to do about it, or null.</param>
public sealed record SqlError(ErrorCode Code, TextSpan Span, string Message, string? Hint = null);

/// <summary>Stops parsing, binding or planning with everything that was found wrong so far.</summary>
public sealed class SqlException(IReadOnlyList<SqlError> errors) : Exception(errors[0].Message)
{
    public SqlException(ErrorCode code, TextSpan span, string message, string? hint = null)
        : this([new SqlError(code, span, message, hint)]) { }

    /// <summary>At least one.</summary>
    public IReadOnlyList<SqlError> Errors { get; } = errors;
}
