using Tally.Engine.Catalog;
using Tally.Engine.Columns;
using Tally.Engine.Formats.Values;

namespace Tally.Engine.Formats.Csv;

/// <summary>Makes the readers of CSV fields.</summary>
sealed class CsvReaders(CsvDialect dialect, bool isScalar) : ReaderFactory<CsvSyntax>(new(dialect), isScalar)
{
    protected override bool AllowsShortDates => true;
    protected override bool TrimsDecimals => false;
    protected override bool NeedsSeconds => false;

    protected override TimestampForm Timestamps(bool hasZone) =>
        new((byte)(dialect.IsIso ? 'T' : ' '), NeedsSeconds: !dialect.IsIso, hasZone, Trims: true) { TakesOffset = dialect.IsIso };

    protected override FieldReader CreateNested(SqlType type) => type.Kind switch
    {
        TypeKind.Array => new CsvArrayReader(type, CreateElement(type, type.Element!), Syntax, dialect),
        TypeKind.Row => new CsvRowReader(type, [.. type.Fields.Select(field => CreateElement(type, field.Type))], Syntax, dialect),
        _ => throw new OptionException($"format 'csv' has no values of type {type}"),
    };

    FieldReader CreateElement(SqlType type, SqlType element) =>
        element.Kind is TypeKind.Array or TypeKind.Row
            ? throw new OptionException($"format 'csv' has only one level of nested values: {type}")
            : Create(element);
}

/// <summary>Reads a field that is several values with a delimiter between them.</summary>
abstract class CsvNestedReader(SqlType type, CsvSyntax syntax, CsvDialect dialect) : FieldReader(type)
{
    readonly List<ValueSlice> _parts = [];
    byte[] _rewritten = new byte[64];

    public override void Begin(Column column, int count) => column.Reset(0);

    public override void Read(byte[] bytes, SliceTable table, int field, int firstRow, Column column, RowFaults faults)
    {
        for (var row = 0; row < table.Rows; row++)
        {
            var slice = table.Slices[row * table.FieldCount + field];
            if (!Append(bytes, slice, column)) faults.TakeBad(firstRow + row, field, bytes.AsSpan(slice.Start, slice.Length));
            else if (slice.IsMissing) faults.TakeMissing(firstRow + row, field);
        }
    }

    public sealed override bool Append(byte[] bytes, ValueSlice slice, Column column)
    {
        if (slice.IsAbsent)
        {
            column.AppendNull();
            return true;
        }
        if (!slice.IsPlain) (bytes, slice) = Rewrite(bytes, slice);
        Split(bytes.AsSpan(0, slice.Start + slice.Length), slice.Start);
        return AppendParts(bytes, _parts, column) || dialect.IgnoresErrors;
    }

    (byte[], ValueSlice) Rewrite(byte[] bytes, ValueSlice slice)
    {
        if (_rewritten.Length < slice.Length) _rewritten = new byte[slice.Length * 2];
        return (_rewritten, ValueSlice.Plain(0, syntax.Rewrite(bytes, slice, _rewritten)));
    }

    /// <summary>Cuts the text at the delimiters; a text of nothing but spaces has no parts.</summary>
    void Split(ReadOnlySpan<byte> text, int start)
    {
        _parts.Clear();
        if (text[start..].IndexOfAnyExceptInRange((byte)0, (byte)' ') < 0) return;
        while (true)
        {
            var length = dialect.ArrayDelimiter.Length == 0 ? -1 : text[start..].IndexOf(dialect.ArrayDelimiter);
            var part = length < 0 ? text[start..] : text.Slice(start, length);
            _parts.Add(dialect.NullLiteral is { } literal && part.SequenceEqual(literal)
                ? ValueSlice.Null
                : ValueSlice.Plain(start, part.Length));
            if (length < 0) return;
            start += length + dialect.ArrayDelimiter.Length;
        }
    }

    /// <summary>Appends exactly one value.</summary>
    protected abstract bool AppendParts(byte[] bytes, List<ValueSlice> parts, Column column);
}

/// <summary>Reads ARRAY.</summary>
sealed class CsvArrayReader(SqlType type, FieldReader element, CsvSyntax syntax, CsvDialect dialect)
    : CsvNestedReader(type, syntax, dialect)
{
    protected override bool AppendParts(byte[] bytes, List<ValueSlice> parts, Column column)
    {
        var array = (ArrayColumn)column;
        var isGood = true;
        foreach (var part in parts) isGood &= element.Append(bytes, part, array.Elements);
        array.EndRow();
        return isGood;
    }
}

/// <summary>Reads ROW: fields by their place, NULL when the text is empty.</summary>
sealed class CsvRowReader(SqlType type, FieldReader[] fields, CsvSyntax syntax, CsvDialect dialect) : CsvNestedReader(type, syntax, dialect)
{
    protected override bool AppendParts(byte[] bytes, List<ValueSlice> parts, Column column)
    {
        var row = (RowColumn)column;
        if (parts.Count == 0)
        {
            row.AppendNull();
            return true;
        }
        var isGood = parts.Count >= fields.Length;
        for (var i = 0; i < fields.Length; i++)
            isGood &= fields[i].Append(bytes, i < parts.Count ? parts[i] : ValueSlice.Missing, row.Fields[i]);
        row.EndRow();
        return isGood;
    }
}
