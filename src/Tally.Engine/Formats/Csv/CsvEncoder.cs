using System.Buffers;
using Tally.Engine.Catalog;
using Tally.Engine.Columns;
using Tally.Engine.Formats.Values;

namespace Tally.Engine.Formats.Csv;

/// <summary>Writes each row as one CSV record.</summary>
sealed class CsvEncoder : Encoder
{
    // Flink looks only this far for characters that need quotes, and quotes what is longer.
    const int MaxUnquotedLength = 24;

    readonly CsvDialect _dialect;
    readonly ValueWriter[] _writers;
    readonly bool[] _isBare;
    readonly byte _firstSafe;
    readonly byte[] _header;
    readonly RowBuffer _buffer = new();
    readonly RowBuffer _value = new();

    /// <exception cref="OptionException">A column has a type that CSV has no values of.</exception>
    public CsvEncoder(Schema schema, CsvDialect dialect, bool plainDecimals)
    {
        _dialect = dialect;
        _header = dialect.HasHeader ? CsvHeader.Write(schema.Fields.Select(field => field.Name), dialect) : [];
        var scalars = new ScalarWriters((byte)(dialect.IsIso ? 'T' : ' '), plainDecimals);
        _writers = [.. schema.Fields.Select(field => Create(field.Type, scalars))];
        _isBare = [.. schema.Fields.Select(field => ScalarWriters.IsBare(field.Type))];
        _firstSafe = (byte)(Math.Max(dialect.Delimiter, Math.Max(dialect.Quote ?? 0, (byte)'\n')) + 1);
    }

    ValueWriter Create(SqlType type, ScalarWriters scalars) => type.Kind switch
    {
        TypeKind.Array => new CsvArrayWriter(scalars.Create(type.Element!), _dialect),
        TypeKind.Row => new CsvRowWriter([.. type.Fields.Select(field => scalars.Create(field.Type))], _dialect),
        TypeKind.Map or TypeKind.Multiset => throw new OptionException($"format 'csv' has no values of type {type}"),
        _ => scalars.Create(type),
    };

    public override ReadOnlyMemory<byte> Header => _header;

    public override void Encode(Batch batch, int row, IBufferWriter<byte> output)
    {
        _buffer.Clear();
        for (var i = 0; i < _writers.Length; i++)
        {
            if (i > 0) _buffer.Write(_dialect.Delimiter);
            if (batch.Columns[i].IsNull(row)) _buffer.Write(_dialect.NullLiteral);
            else if (_isBare[i]) _writers[i].Write(batch.Columns[i], row, _buffer);
            else WriteText(batch.Columns[i], row, _writers[i]);
        }
        output.Write(_buffer.Written);
    }

    void WriteText(Column column, int row, ValueWriter writer)
    {
        _value.Clear();
        writer.Write(column, row, _value);
        var value = _value.Written;
        if (_dialect.Quote is not { } quote) WriteEscaped(value, null);
        else if (value.Length <= MaxUnquotedLength && value.IndexOfAnyInRange((byte)0, (byte)(_firstSafe - 1)) < 0
            && !(_dialect.Escape is { } escape && value.Contains(escape))) _buffer.Write(value);
        else
        {
            _buffer.Write(quote);
            WriteEscaped(value, quote);
            _buffer.Write(quote);
        }
    }

    /// <summary>Doubles quotes; where there is an escape character it stands before itself, and without quotes before delimiters.</summary>
    void WriteEscaped(ReadOnlySpan<byte> value, byte? quote)
    {
        foreach (var next in value)
        {
            if (next == quote) _buffer.Write(next);
            else if (_dialect.Escape is { } escape && (next == escape || (quote is null && next == _dialect.Delimiter)))
                _buffer.Write(escape);
            _buffer.Write(next);
        }
    }
}

/// <summary>Writes the elements of an ARRAY with the delimiter between them.</summary>
sealed class CsvArrayWriter(ValueWriter element, CsvDialect dialect) : ValueWriter
{
    public override void Write(Column column, int row, RowBuffer output)
    {
        var array = (ArrayColumn)column;
        for (var i = array.Offsets[row]; i < array.Offsets[row + 1]; i++)
        {
            if (i > array.Offsets[row]) output.Write(dialect.ArrayDelimiter);
            if (array.Elements.IsNull(i)) output.Write(dialect.NullLiteral);
            else element.Write(array.Elements, i, output);
        }
    }
}

/// <summary>Writes the fields of a ROW with the delimiter between them.</summary>
sealed class CsvRowWriter(ValueWriter[] fields, CsvDialect dialect) : ValueWriter
{
    public override void Write(Column column, int row, RowBuffer output)
    {
        var columns = ((RowColumn)column).Fields;
        for (var i = 0; i < fields.Length; i++)
        {
            if (i > 0) output.Write(dialect.ArrayDelimiter);
            if (columns[i].IsNull(row)) output.Write(dialect.NullLiteral);
            else fields[i].Write(columns[i], row, output);
        }
    }
}
