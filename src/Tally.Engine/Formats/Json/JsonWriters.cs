using System.Buffers;
using System.Text;
using Tally.Engine.Catalog;
using Tally.Engine.Columns;
using Tally.Engine.Formats.Values;

namespace Tally.Engine.Formats.Json;

/// <summary>What to do with a NULL key of a map.</summary>
enum NullKey { Fail, Drop, Literal }

/// <summary>Makes the writers of JSON values.</summary>
sealed class JsonWriters(bool isIso, bool plainDecimals, bool ignoresNulls, NullKey nullKey, string nullLiteral)
{
    readonly ScalarWriters _scalars = new(isIso ? (byte)'T' : (byte)' ', plainDecimals);

    /// <exception cref="OptionException">JSON has no values of the type.</exception>
    public ValueWriter Create(SqlType type) => type.Kind switch
    {
        TypeKind.Char or TypeKind.VarChar => new JsonTextWriter(),
        TypeKind.Float => new JsonFiniteWriter<float>(DoubleText.Write),
        TypeKind.Double => new JsonFiniteWriter<double>(DoubleText.Write),
        TypeKind.Array => new JsonArrayWriter(Create(type.Element!)),
        TypeKind.Row => CreateObject(type.Fields),
        TypeKind.Map => CreateMap(type, type.Key!, type.Element!),
        TypeKind.Multiset => CreateMap(type, type.Element!, SqlType.Int),
        _ when ScalarWriters.IsBare(type) => _scalars.Create(type),
        _ => new JsonQuotedWriter(_scalars.Create(type)),
    };

    public JsonObjectWriter CreateObject(IEnumerable<Field> fields) =>
        new([.. fields], [.. fields.Select(field => Create(field.Type))], ignoresNulls);

    JsonMapWriter CreateMap(SqlType type, SqlType key, SqlType value) => key.IsText
        ? new(Create(value), nullKey, nullLiteral)
        : throw new OptionException($"format 'json' has no maps with keys other than text: {type}");
}

/// <summary>Writes text between quotes.</summary>
sealed class JsonTextWriter : ValueWriter
{
    static readonly SearchValues<byte> s_escaped =
        SearchValues.Create([(byte)'"', (byte)'\\', .. Enumerable.Range(0, 32).Select(code => (byte)code)]);

    public override void Write(Column column, int row, RowBuffer output) => Write(((StringColumn)column)[row], output);

    public static void Write(ReadOnlySpan<byte> value, RowBuffer output)
    {
        var isPlain = value.IndexOfAny(s_escaped) < 0;
        var span = output.Reserve((isPlain ? value.Length : JsonEscape.MaxLength(value.Length)) + 2);
        span[0] = (byte)'"';
        if (isPlain) value.CopyTo(span[1..]);
        var length = isPlain ? value.Length : JsonEscape.Write(value, span[1..]);
        span[length + 1] = (byte)'"';
        output.Advance(length + 2);
    }
}

/// <summary>Writes values whose text needs quotes and no escapes: times and Base64.</summary>
sealed class JsonQuotedWriter(ValueWriter text) : ValueWriter
{
    public override void Write(Column column, int row, RowBuffer output)
    {
        output.Write((byte)'"');
        text.Write(column, row, output);
        output.Write((byte)'"');
    }
}

/// <summary>Writes DOUBLE and FLOAT; what is no finite number stands between quotes.</summary>
sealed class JsonFiniteWriter<T>(ValueFormat<T> format) : ValueWriter where T : unmanaged, System.Numerics.IFloatingPoint<T>
{
    public override void Write(Column column, int row, RowBuffer output)
    {
        var value = ((Column<T>)column)[row];
        var quote = T.IsFinite(value) ? 0 : 1;
        var span = output.Reserve(ValueText.MaxLength);
        span[0] = (byte)'"';
        var length = format(value, span[quote..]) + quote;
        span[length] = (byte)'"';
        output.Advance(length + quote);
    }
}

/// <summary>Writes ARRAY.</summary>
sealed class JsonArrayWriter(ValueWriter element) : ValueWriter
{
    public override void Write(Column column, int row, RowBuffer output)
    {
        var array = (ArrayColumn)column;
        output.Write((byte)'[');
        for (var i = array.Offsets[row]; i < array.Offsets[row + 1]; i++)
        {
            if (i > array.Offsets[row]) output.Write((byte)',');
            if (array.Elements.IsNull(i)) output.Write("null"u8);
            else element.Write(array.Elements, i, output);
        }
        output.Write((byte)']');
    }
}

/// <summary>Writes MAP and MULTISET as an object.</summary>
sealed class JsonMapWriter(ValueWriter value, NullKey nullKey, string nullLiteral) : ValueWriter
{
    readonly byte[] _nullLiteral = Encoding.UTF8.GetBytes(nullLiteral);

    public override void Write(Column column, int row, RowBuffer output)
    {
        var map = (MapColumn)column;
        output.Write((byte)'{');
        var isFirst = true;
        for (var i = map.Offsets[row]; i < map.Offsets[row + 1]; i++)
        {
            var isNull = map.Keys.IsNull(i);
            if (isNull && nullKey == NullKey.Drop) continue;
            if (isNull && nullKey == NullKey.Fail)
                throw new InvalidDataException(
                    "found a map with a NULL key, which JSON has not: set 'json.map-null-key.mode' to 'DROP' or 'LITERAL'");
            if (!isFirst) output.Write((byte)',');
            isFirst = false;
            JsonTextWriter.Write(isNull ? _nullLiteral : ((StringColumn)map.Keys)[i], output);
            output.Write((byte)':');
            if (map.Values.IsNull(i)) output.Write("null"u8);
            else value.Write(map.Values, i, output);
        }
        output.Write((byte)'}');
    }
}

/// <summary>Writes ROW, and the rows of a table, as an object.</summary>
sealed class JsonObjectWriter(Field[] fields, ValueWriter[] writers, bool ignoresNulls) : ValueWriter
{
    readonly byte[][] _names = [.. fields.Select(field => Name(field.Name))];

    static byte[] Name(string name)
    {
        var buffer = new RowBuffer();
        buffer.Write((byte)',');
        JsonTextWriter.Write(Encoding.UTF8.GetBytes(name), buffer);
        buffer.Write((byte)':');
        return buffer.Written.ToArray();
    }

    public override void Write(Column column, int row, RowBuffer output) => Write(((RowColumn)column).Fields, row, output);

    public void Write(Column[] columns, int row, RowBuffer output)
    {
        output.Write((byte)'{');
        var isFirst = true;
        for (var i = 0; i < writers.Length; i++)
        {
            var isNull = columns[i].IsNull(row);
            if (isNull && ignoresNulls) continue;
            output.Write(isFirst ? _names[i].AsSpan(1) : _names[i]);
            isFirst = false;
            if (isNull) output.Write("null"u8);
            else writers[i].Write(columns[i], row, output);
        }
        output.Write((byte)'}');
    }
}
