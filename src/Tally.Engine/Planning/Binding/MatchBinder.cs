using Tally.Engine.Planning.Logical;
using Tally.Engine.Sql;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Planning.Binding;

/// <summary>Binds MATCH_RECOGNIZE; refused until the engine has an operator for it.</summary>
sealed class MatchBinder(FromBinder from)
{
    public LogicalNode Bind(MatchTable match)
    {
        from.Bind(match.Input);
        throw new SqlException(ErrorCode.Unsupported, match.Span, "MATCH_RECOGNIZE is not supported yet");
    }
}
