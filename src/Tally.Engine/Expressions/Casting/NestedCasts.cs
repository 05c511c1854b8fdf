using Tally.Engine.Columns;

namespace Tally.Engine.Expressions.Casting;

/// <summary>Casts a nested value part by part: the parts of all rows are columns themselves, cast as such.</summary>
sealed class NestedCast : Expression
{
    readonly Expression[] _parts;
    readonly Column _result;
    readonly Func<SqlType, SqlType, Expression> _cast;

    NestedCast(Expression operand, SqlType type, Func<SqlType, SqlType, Expression> cast) : base(type, operand)
    {
        _cast = cast;
        _parts = [.. Parts(operand.Type).Zip(Parts(type), cast)];
        _result = type.Kind switch
        {
            TypeKind.Array => new ArrayColumn(Column.For(type.Element!)),
            TypeKind.Row => new RowColumn(new Column[type.Fields.Length]),
            _ => new MapColumn(Column.For(SqlType.Int), Column.For(SqlType.Int)),
        };
    }

    /// <summary>The cast of an ARRAY, MAP, MULTISET or ROW, or null when the shapes differ.</summary>
    /// <param name="cast">Casts column 0 of a batch from one type to another.</param>
    public static Expression? Create(Expression operand, SqlType type, Func<SqlType, SqlType, Expression> cast) =>
        operand.Type.Kind == type.Kind && Parts(operand.Type).Count() == Parts(type).Count() ? new NestedCast(operand, type, cast) : null;

    static IEnumerable<SqlType> Parts(SqlType type) => type.Kind switch
    {
        TypeKind.Array => [type.Element!],
        TypeKind.Row => type.Fields.Select(field => field.Type),
        TypeKind.Multiset => [type.Element!, SqlType.Int],
        _ => [type.Key!, type.Element!],
    };

    public override Column Evaluate(Batch batch)
    {
        var input = Children[0].Evaluate(batch);
        switch (input, _result)
        {
            case (ArrayColumn from, ArrayColumn to):
                (to.Offsets, to.Elements) = (from.Offsets, Cast(0, from.Elements, from.Elements.Count));
                break;
            case (MapColumn from, MapColumn to):
                (to.Offsets, to.Keys, to.Values) =
                    (from.Offsets, Cast(0, from.Keys, from.Keys.Count), Cast(1, from.Values, from.Values.Count));
                break;
            case (RowColumn from, RowColumn to):
                for (var i = 0; i < _parts.Length; i++) to.Fields[i] = Cast(i, from.Fields[i], batch.Count);
                break;
        }
        _result.Count = batch.Count;
        _result.Nulls = input.Nulls;
        return _result;
    }

    Column Cast(int part, Column values, int count)
    {
        try
        {
            return _parts[part].Evaluate(new() { Count = count, Columns = [values] });
        }
        catch (EvaluationException failure)
        {
            throw new EvaluationException(failure.Message, Span, 0);
        }
    }

    public override Expression WithChildren(Expression[] children) => new NestedCast(children[0], Type, _cast) { Span = Span };

    public override string ToString() => $"CAST({Children[0]} AS {Type.WithNullable(true)})";
}
