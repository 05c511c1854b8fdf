using Tally.Engine.Columns;

namespace Tally.Engine.Expressions;

/// <summary>The value of a column of the input.</summary>
sealed class ColumnReference(int index, string name, SqlType type) : Expression(type)
{
    /// <summary>The 0-based index in the input.</summary>
    public int Index { get; } = index;

    public string Name { get; } = name;

    public override bool CannotFail => true;

    public override Column Evaluate(Batch batch) => batch.Columns[Index];

    public override Expression WithChildren(Expression[] children) => this;

    public override string ToString() => $"${Index}:{Name}";
}
