using System.Collections.Immutable;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Sql;

/// <summary>What a text says: its statements, and everything that is wrong with it, both in the order of the text.</summary>
public sealed record ParseResult(ImmutableArray<Statement> Statements, ImmutableArray<SqlError> Errors)
{
    /// <summary>The statements, when nothing is wrong.</summary>
    /// <exception cref="SqlException">Something is.</exception>
    public ImmutableArray<Statement> OrThrow() => Errors.IsEmpty ? Statements : throw new SqlException(Errors);
}
