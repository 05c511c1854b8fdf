using Tally.Engine.Columns;

namespace Tally.Engine.Formats.Values;

/// <summary>Turns the slices of one field into the values of a column. Belongs to one decoder.</summary>
abstract class FieldReader(SqlType type)
{
    /// <summary>The type of the field.</summary>
    public SqlType Type { get; } = type;

    /// <summary>A column as this reader fills it.</summary>
    public virtual Column NewColumn() => Column.For(Type);

    /// <summary>Makes a column ready for about <paramref name="count"/> new rows.</summary>
    public abstract void Begin(Column column, int count);

    /// <summary>Writes the values of one field of all rows of the table behind the rows that the column has.</summary>
    /// <param name="firstRow">The number of rows that were written since <see cref="Begin"/>.</param>
    public abstract void Read(byte[] bytes, SliceTable table, int field, int firstRow, Column column, RowFaults faults);

    /// <summary>Appends one value; a NULL and false when the text does not convert.</summary>
    public abstract bool Append(byte[] bytes, ValueSlice slice, Column column);
}
