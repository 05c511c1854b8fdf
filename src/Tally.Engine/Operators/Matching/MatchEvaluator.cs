using Tally.Engine.Columns;
using Tally.Engine.Expressions;
using Tally.Engine.Operators.Aggregation;
using Tally.Engine.State;

namespace Tally.Engine.Operators.Matching;

/// <summary>Evaluates conditions and measures over the rows of a match, whole or in the making.</summary>
sealed class MatchEvaluator(MatchPlan plan)
{
    readonly RowCodec _codec = new(plan.InputTypes);
    readonly Column[] _values = [.. plan.References.Select(reference => Column.For(reference.Type))];
    readonly AggregateSet?[] _aggregates = [.. plan.References
        .Select(reference => reference is AggregateReference aggregate ? new AggregateSet([aggregate.Call], retracts: false) : null)];
    readonly int[][] _conditionReads = [.. plan.Conditions.Select(condition => condition is null ? [] : Reads(condition))];
    readonly int[][] _measureReads = [.. plan.Measures.Select(Reads)];

    static int[] Reads(Expression expression) => [.. ExpressionTree.Columns(expression).Distinct()];

    /// <summary>Whether the last row may be one of its variable.</summary>
    /// <param name="variables">The variable of each row.</param>
    public bool Holds(ReadOnlySpan<MatchRow> rows, ReadOnlySpan<int> variables)
    {
        var variable = variables[^1];
        if (plan.Conditions[variable] is not { } condition) return true;
        var result = (Column<bool>)Evaluate(condition, _conditionReads[variable], rows, variables);
        return !result.IsNull(0) && result[0];
    }

    /// <summary>Appends the measures of a match.</summary>
    public void Append(ReadOnlySpan<MatchRow> rows, ReadOnlySpan<int> variables, ReadOnlySpan<Column> into)
    {
        for (var i = 0; i < plan.Measures.Length; i++) into[i].Append(Evaluate(plan.Measures[i], _measureReads[i], rows, variables), 0);
    }

    Column Evaluate(Expression expression, int[] reads, ReadOnlySpan<MatchRow> rows, ReadOnlySpan<int> variables)
    {
        foreach (var index in reads)
        {
            var value = _values[index];
            value.Reset(0);
            switch (plan.References[index])
            {
                case RowReference row: Append(row, rows, variables, value); break;
                case AggregateReference aggregate: Append(aggregate, _aggregates[index]!, rows, variables, value); break;
                default: ((Column<long>)value).Append(rows[^1].Time); break;
            }
        }
        return expression.Evaluate(new() { Count = 1, Columns = _values });
    }

    void Append(RowReference reference, ReadOnlySpan<MatchRow> rows, ReadOnlySpan<int> variables, Column value)
    {
        var left = reference.Offset;
        for (var i = 0; i < rows.Length; i++)
        {
            var at = reference.IsFromFirst ? i : rows.Length - 1 - i;
            if ((reference.Variable >= 0 && variables[at] != reference.Variable) || left-- > 0) continue;
            value.Append(reference.Argument.Evaluate(rows[at].Decode(_codec)), 0);
            return;
        }
        value.AppendNull();
    }

    void Append(AggregateReference reference, AggregateSet aggregates, ReadOnlySpan<MatchRow> rows, ReadOnlySpan<int> variables,
        Column value)
    {
        var slot = aggregates.Take();
        for (var i = 0; i < rows.Length; i++)
        {
            if (reference.Variable >= 0 && variables[i] != reference.Variable) continue;
            var row = rows[i].Decode(_codec);
            aggregates.Add(new() { Count = 1, Columns = [.. reference.Arguments.Select(argument => argument.Evaluate(row))] }, [slot]);
        }
        aggregates.Write([slot], [value]);
        aggregates.Release([slot]);
    }
}
