using Tally.Engine.Columns;
using Tally.Engine.Expressions.Casting;
using Tally.Engine.Expressions.Functions;

namespace Tally.Engine.Expressions.Time;

/// <summary>CURRENT_TIMESTAMP and its like: the clock when a batch is evaluated.</summary>
static class CurrentTimeFunctions
{
    static readonly SqlType Instant = SqlType.TimestampLtz(3).WithNullable(false);

    public static IEnumerable<FunctionDefinition> All =>
    [
        Function("CURRENT_TIMESTAMP", "CURRENT_TIMESTAMP", "Now, as an instant.", "CURRENT_TIMESTAMP > TIMESTAMP '2020-01-01 00:00:00'",
            Instant),
        Function("NOW", "NOW()", "Now, as an instant.", "NOW() > TIMESTAMP '2020-01-01 00:00:00'", Instant),
        Function("CURRENT_ROW_TIMESTAMP", "CURRENT_ROW_TIMESTAMP()", "Now, as an instant.",
            "CURRENT_ROW_TIMESTAMP() > TIMESTAMP '2020-01-01 00:00:00'", Instant),
        Function("LOCALTIMESTAMP", "LOCALTIMESTAMP", "Now, on the wall clock of the session.",
            "LOCALTIMESTAMP > TIMESTAMP '2020-01-01 00:00:00'",
            SqlType.Timestamp(3)),
        Function("CURRENT_DATE", "CURRENT_DATE", "Today in the session time zone.", "CURRENT_DATE > DATE '2020-01-01'", SqlType.Date),
        Function("CURRENT_TIME", "CURRENT_TIME", "The time of day in the session time zone.", "CURRENT_TIME >= TIME '00:00:00'",
            SqlType.Time()),
        Function("LOCALTIME", "LOCALTIME", "The time of day in the session time zone.", "LOCALTIME >= TIME '00:00:00'", SqlType.Time()),
        Function("PROCTIME", "PROCTIME()", "Now, as the processing-time attribute of a stream.",
            "CAST(PROCTIME() AS DATE) > DATE '2020-01-01'",
            Instant with { IsProcessingTime = true }),
    ];

    static FunctionDefinition Function(string name, string signature, string description, string example, SqlType type) =>
        new(name, 0, 0, signature, description, example, call =>
    {
        var now = new CurrentInstant(name, type.IsProcessingTime ? type : Instant, call.Binder.Context.Clock);
        return type.Kind == TypeKind.TimestampLtz ? now : TimeCasts.Create(now, type.WithNullable(false), call.Binder.Context.TimeZone)!;
    });
}

/// <summary>The clock's instant, the same for all rows of a batch.</summary>
sealed class CurrentInstant(string name, SqlType type, TimeProvider clock) : Expression(type)
{
    readonly Column<long> _result = new();

    public override bool IsDeterministic => false;

    public override Column Evaluate(Batch batch)
    {
        _result.Reset(batch.Count);
        _result.Span.Fill(clock.GetUtcNow().ToUnixTimeMilliseconds());
        return _result;
    }

    public override Expression WithChildren(Expression[] children) => new CurrentInstant(name, Type, clock) { Span = Span };

    public override string ToString() => $"{name}()";
}
