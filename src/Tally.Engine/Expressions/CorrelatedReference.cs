using Tally.Engine.Columns;

namespace Tally.Engine.Expressions;

/// <summary>A column of the query around a sub-query; a join takes its place before anything runs.</summary>
/// <param name="level">1 for the query directly around.</param>
sealed class CorrelatedReference(int index, string name, SqlType type, int level) : Expression(type)
{
    public int Index { get; } = index;

    public int Level { get; } = level;

    public string Name { get; } = name;

    public override Column Evaluate(Batch batch) => throw new InvalidOperationException($"{this} was left in a plan");

    public override Expression WithChildren(Expression[] children) => this;

    public override string ToString() => $"outer{Level}${Index}:{Name}";
}
