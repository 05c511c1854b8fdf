using Tally.Engine.Columns;
using Tally.Engine.Expressions.Kernels;
using Tally.Engine.Sql;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Expressions.Collections;

/// <summary>array[index] from 1 and map[key]; NULL where there is nothing.</summary>
sealed class ItemAccess : Expression
{
    readonly Column _result;

    ItemAccess(Expression collection, Expression index) : base(collection.Type.Element!.WithNullable(true), collection, index) =>
        _result = Column.For(Type);

    public static Expression Create(IndexExpression node, ExpressionBinder binder)
    {
        var (collection, index) = (binder.Bind(node.Operand), binder.Bind(node.Index));
        return collection.Type.Kind switch
        {
            TypeKind.Array => new ItemAccess(collection, ArrayIndex(index, binder)),
            TypeKind.Map => new ItemAccess(collection, MapKey(collection, index, binder)),
            TypeKind.Variant when index.Type.IsText || index.Type.IsInteger => Json.VariantFunctions.Item(collection, index, binder),
            TypeKind.Row when index is Literal { IsNull: false, Type.IsText: true } name =>
                FieldAccess.Create(collection, new Identifier(node.Index.Span, name.Text)),
            TypeKind.Row when index is Literal { IsNull: false, Type.Kind: TypeKind.Int } number => FieldAt(collection, number, node),
            _ => throw new SqlException(ErrorCode.BadArgument, node.Span,
                $"[…] takes an ARRAY or a MAP, found {collection.Type.WithNullable(true)}"),
        };
    }

    static Expression ArrayIndex(Expression index, ExpressionBinder binder)
    {
        if (!index.Type.IsInteger)
            throw new SqlException(ErrorCode.BadArgument, index.Span,
                $"the index of an array is a whole number, found {index.Type.WithNullable(true)}");
        var whole = binder.Cast(index, SqlType.Int);
        if (whole is Literal { IsNull: false } literal && literal.Value<int>() < 1)
            throw new SqlException(ErrorCode.BadArgument, index.Span, $"the index of an array starts at 1, found {literal.Value<int>()}");
        return whole;
    }

    static Expression MapKey(Expression map, Expression key, ExpressionBinder binder)
    {
        var type = map.Type.Key!;
        if (TypeRules.CanAssign(key.Type, type)) return type.IsText && key.Type.IsText ? key : binder.Cast(key, type);
        throw new SqlException(ErrorCode.BadArgument, key.Span,
            $"the keys of the map are {type.WithNullable(true)}, found {key.Type.WithNullable(true)}");
    }

    static Expression FieldAt(Expression row, Literal number, IndexExpression node)
    {
        var index = number.Value<int>() - 1;
        if (index < 0 || index >= row.Type.Fields.Length)
            throw new SqlException(ErrorCode.UnknownColumn, node.Index.Span,
                $"the row has {row.Type.Fields.Length} fields, found number {index + 1}");
        return FieldAccess.Create(row, new Identifier(node.Index.Span, row.Type.Fields[index].Name));
    }

    public override Column Evaluate(Batch batch)
    {
        var collection = Children[0].Evaluate(batch);
        var index = Children[1].Evaluate(batch);
        _result.Reset(0);
        for (var row = 0; row < batch.Count; row++)
        {
            if (collection.IsNull(row) || index.IsNull(row)) _result.AppendNull();
            else if (collection is ArrayColumn array) AppendElement(array, row, ((Column<int>)index)[row]);
            else AppendValue((MapColumn)collection, row, index);
        }
        return _result;
    }

    void AppendElement(ArrayColumn array, int row, int index)
    {
        if (index < 1 || index > array.Length(row)) _result.AppendNull();
        else _result.Append(array.Elements, array.Start(row) + index - 1);
    }

    void AppendValue(MapColumn map, int row, Column key)
    {
        var entry = ValueOrder.FindKey(map, row, key, row);
        if (entry < 0) _result.AppendNull();
        else _result.Append(map.Values, entry);
    }

    public override Expression WithChildren(Expression[] children) => new ItemAccess(children[0], children[1]) { Span = Span };

    public override string ToString() => $"{Children[0]}[{Children[1]}]";
}
