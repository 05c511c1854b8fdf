using Tally.Engine.Columns;
using Tally.Engine.Sql;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Expressions;

/// <summary>A field of a ROW; NULL where the row is NULL, because a NULL row has NULL in every field.</summary>
sealed class FieldAccess : Expression
{
    readonly Expression _row;
    readonly int _index;

    FieldAccess(Expression row, int index, SqlType type) : base(type, row) => (_row, _index) = (row, index);

    /// <summary>The named field of a row expression.</summary>
    /// <exception cref="SqlException">The operand is no ROW, or has no such field.</exception>
    public static Expression Create(Expression row, Identifier name)
    {
        if (row.Type.Kind != TypeKind.Row)
            throw new SqlException(ErrorCode.UnknownColumn, name.Span,
                $"`{name.Name}` is asked of a value of type {row.Type}, which has no fields");
        for (var i = 0; i < row.Type.Fields.Length; i++)
        {
            var field = row.Type.Fields[i];
            if (field.Name == name.Name)
                return new FieldAccess(row, i, field.Type.WithNullable(field.Type.Nullable || row.Type.Nullable)) { Span = name.Span };
        }
        throw new SqlException(ErrorCode.UnknownColumn, name.Span, $"the row has no field `{name.Name}`",
            $"its fields are {string.Join(", ", row.Type.Fields.Select(field => $"`{field.Name}`"))}");
    }

    /// <summary>Follows a path of field names from a row expression.</summary>
    public static Expression Path(Expression start, ReadOnlySpan<Identifier> names)
    {
        foreach (var name in names) start = Create(start, name);
        return start;
    }

    public override bool CannotFail => _row.CannotFail;

    public override Column Evaluate(Batch batch) => ((RowColumn)_row.Evaluate(batch)).Fields[_index];

    public override Expression WithChildren(Expression[] children) => new FieldAccess(children[0], _index, Type) { Span = Span };

    public override string ToString() => $"{_row}.{_row.Type.Fields[_index].Name}";
}
