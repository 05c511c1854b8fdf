using Tally.Engine.Columns;

namespace Tally.Engine.Expressions.Logic;

/// <summary>IS [NOT] NULL, TRUE, FALSE or UNKNOWN: never NULL itself.</summary>
sealed class IsTest(Expression operand, string what, bool negated) : Expression(SqlType.Boolean.WithNullable(false), operand)
{
    readonly Column<bool> _result = new();

    public bool IsNotNull => what == "NULL" && negated;

    public override bool CannotFail => operand.CannotFail;

    public override Column Evaluate(Batch batch)
    {
        var input = operand.Evaluate(batch);
        _result.Reset(batch.Count);
        if (what is "NULL" or "UNKNOWN") TestNull(input, _result.Span);
        else TestTruth((Column<bool>)input, what == "TRUE", _result.Span);
        return _result;
    }

    void TestNull(Column input, Span<bool> result)
    {
        if (input.Nulls is null) result.Fill(negated);
        else
            for (var row = 0; row < result.Length; row++) result[row] = input.IsNull(row) != negated;
    }

    void TestTruth(Column<bool> input, bool truth, Span<bool> result)
    {
        for (var row = 0; row < result.Length; row++) result[row] = (!input.IsNull(row) && input.Values[row] == truth) != negated;
    }

    public override Expression WithChildren(Expression[] children) => new IsTest(children[0], what, negated) { Span = Span };

    public override string ToString() => $"({operand} IS {(negated ? "NOT " : "")}{what})";
}
