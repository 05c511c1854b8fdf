using Tally.Engine.Columns;
using Tally.Engine.Expressions.Kernels;

namespace Tally.Engine.Expressions.Comparison;

/// <summary>Whether a fixed-size value is one of some constants.</summary>
sealed class FixedInSet<T>(Expression operand, IReadOnlyList<Literal> items)
    : Expression(TypeRules.NullableIfAny(SqlType.Boolean, [operand]), operand)
    where T : unmanaged, IEquatable<T>
{
    const int LinearCount = 8;

    readonly Column<bool> _result = new();
    readonly T[] _few = [.. items.Select(item => item.Value<T>())];
    readonly HashSet<T> _set = [.. items.Select(item => item.Value<T>())];

    public override bool CannotFail => operand.CannotFail;

    public override Column Evaluate(Batch batch)
    {
        var input = (Column<T>)operand.Evaluate(batch);
        _result.Reset(batch.Count);
        _result.Nulls = input.Nulls;
        var linear = _few.Length <= LinearCount;
        for (var row = 0; row < batch.Count; row++)
            _result.Values[row] = linear ? _few.AsSpan().Contains(input.Values[row]) : _set.Contains(input.Values[row]);
        return _result;
    }

    public override Expression WithChildren(Expression[] children) => new FixedInSet<T>(children[0], items) { Span = Span };

    public override string ToString() => $"({operand} IN ({string.Join(", ", items)}))";
}

/// <summary>Whether a text is one of some constants.</summary>
sealed class TextInSet : TextPredicate
{
    readonly StringDictionary _set = new();
    readonly IReadOnlyList<Literal> _items;

    public TextInSet(Expression operand, IReadOnlyList<Literal> items) : base(operand)
    {
        _items = items;
        foreach (var item in items) _set.Add(item.Bytes);
    }

    protected override bool Test(ReadOnlySpan<byte> text) => _set.Find(text) >= 0;

    public override Expression WithChildren(Expression[] children) => new TextInSet(children[0], _items) { Span = Span };

    public override string ToString() => $"({Children[0]} IN ({string.Join(", ", _items)}))";
}

/// <summary>Makes the test of a value against a set of constants of its own type.</summary>
static class InSets
{
    public static bool CanHold(SqlType type) =>
        type.Kind is not (TypeKind.Boolean or TypeKind.Array or TypeKind.Map or TypeKind.Multiset or TypeKind.Row);

    public static Expression Create(Expression operand, IReadOnlyList<Literal> items) => items[0].Row switch
    {
        Column<int> => new FixedInSet<int>(operand, items),
        Column<long> => new FixedInSet<long>(operand, items),
        Column<Int128> => new FixedInSet<Int128>(operand, items),
        Column<double> => new FixedInSet<double>(operand, items),
        Column<float> => new FixedInSet<float>(operand, items),
        _ => new TextInSet(operand, items),
    };
}
