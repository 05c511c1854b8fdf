using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Tally.Engine.Columns;
using Tally.Engine.Formats.Values;

namespace Tally.Engine.Formats.Json;

/// <summary>Writes rows as JSON objects, one field a column, as Flink does.</summary>
sealed class JsonEncoder : Encoder
{
    static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    readonly Schema _schema;
    readonly JsonEncodedText[] _names;
    readonly JsonEncoding _encoding;
    readonly Utf8JsonWriter _json = new(Stream.Null, s_options);

    public JsonEncoder(Schema schema, JsonEncoding encoding)
    {
        (_schema, _encoding) = (schema, encoding);
        _names = [.. schema.Fields.Select(field => JsonEncodedText.Encode(field.Name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping))];
    }

    public override void Encode(Batch batch, int row, IBufferWriter<byte> output)
    {
        _json.Reset(output);
        _json.WriteStartObject();
        for (var i = 0; i < _names.Length; i++)
        {
            if (_encoding.IgnoresNulls && batch.Columns[i].IsNull(row)) continue;
            _json.WritePropertyName(_names[i]);
            WriteValue(batch.Columns[i], _schema[i].Type, row);
        }
        _json.WriteEndObject();
        _json.Flush();
    }

    void WriteValue(Column column, SqlType type, int row)
    {
        if (column.IsNull(row))
        {
            _json.WriteNullValue();
            return;
        }
        switch (column)
        {
            case Column<bool> bools: _json.WriteBooleanValue(bools[row]); break;
            case Column<int> ints: WriteInt(ints[row], type); break;
            case Column<long> longs: WriteLong(longs[row], type); break;
            case Column<Int128> wides: WriteWide(wides[row], type); break;
            case Column<float> floats: WriteDouble(floats[row], floats[row].ToString("R", CultureInfo.InvariantCulture)); break;
            case Column<double> doubles: WriteDouble(doubles[row], doubles[row].ToString("R", CultureInfo.InvariantCulture)); break;
            case StringColumn texts when type.IsBinary: _json.WriteBase64StringValue(texts[row]); break;
            case StringColumn texts: _json.WriteStringValue(texts[row]); break;
            case ArrayColumn array: WriteArray(array, type, row); break;
            case MapColumn map: WriteMap(map, type, row); break;
            case RowColumn fields: WriteFields(fields, type, row); break;
        }
    }

    void WriteInt(int value, SqlType type)
    {
        switch (type.Kind)
        {
            case TypeKind.Date: _json.WriteStringValue(DateTime.UnixEpoch.AddDays(value).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)); break;
            case TypeKind.Time: _json.WriteStringValue(DateTime.UnixEpoch.AddMilliseconds(value).ToString("HH:mm:ss", CultureInfo.InvariantCulture)); break;
            default: _json.WriteNumberValue(value); break;
        }
    }

    void WriteLong(long value, SqlType type)
    {
        if (type.Kind == TypeKind.Decimal) WriteDecimal(value, type.Scale);
        else if (type.IsTimestamp) _encoding.WriteTimestamp(_json, (Int128)value * 1_000_000, type);
        else _json.WriteNumberValue(value);
    }

    void WriteWide(Int128 value, SqlType type)
    {
        if (type.Kind == TypeKind.Decimal) WriteDecimal(value, type.Scale);
        else _encoding.WriteTimestamp(_json, value, type);
    }

    void WriteDecimal(Int128 unscaled, int scale)
    {
        Span<byte> text = stackalloc byte[64];
        _json.WriteRawValue(text[..DecimalWriter.Write(text, unscaled, scale, _encoding.HasPlainDecimals)], skipInputValidation: true);
    }

    // JSON has no number for these; Flink writes them as text.
    void WriteDouble(double value, string text)
    {
        if (double.IsFinite(value)) _json.WriteRawValue(text, skipInputValidation: true);
        else _json.WriteStringValue(double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
    }

    void WriteArray(ArrayColumn array, SqlType type, int row)
    {
        _json.WriteStartArray();
        for (var i = array.Offsets[row]; i < array.Offsets[row + 1]; i++) WriteValue(array.Elements, type.Element!, i);
        _json.WriteEndArray();
    }

    void WriteFields(RowColumn fields, SqlType type, int row)
    {
        _json.WriteStartObject();
        for (var i = 0; i < fields.Fields.Length; i++)
        {
            if (_encoding.IgnoresNulls && fields.Fields[i].IsNull(row)) continue;
            _json.WritePropertyName(type.Fields[i].Name);
            WriteValue(fields.Fields[i], type.Fields[i].Type, row);
        }
        _json.WriteEndObject();
    }

    void WriteMap(MapColumn map, SqlType type, int row)
    {
        var (value, counts) = type.Kind == TypeKind.Multiset ? (SqlType.Int, true) : (type.Element!, false);
        _json.WriteStartObject();
        for (var i = map.Offsets[row]; i < map.Offsets[row + 1]; i++)
        {
            if (!_encoding.TryKey(map.Keys, counts ? type.Element! : type.Key!, i, out var key)) continue;
            _json.WritePropertyName(key);
            WriteValue(map.Values, value, i);
        }
        _json.WriteEndObject();
    }
}
