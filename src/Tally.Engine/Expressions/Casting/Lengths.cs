using Tally.Engine.Columns;
using Tally.Engine.Expressions.Kernels;
using Tally.Engine.Expressions.Text;

namespace Tally.Engine.Expressions.Casting;

/// <summary>Brings text and binary values to the length of CHAR(n), VARCHAR(n), BINARY(n), VARBINARY(n): cuts, and pads the fixed
/// ones.</summary>
static class Lengths
{
    /// <summary>Text of any length as a text type.</summary>
    public static Expression Text(Expression operand, SqlType type)
    {
        var from = operand.Type;
        var neverTooLong = from.IsText && from.Precision <= type.Precision;
        if (type.Kind == TypeKind.VarChar && (type.Precision == SqlType.MaxLength || neverTooLong)) return new Reinterpret(operand, type);
        var (length, pads) = (type.Precision, type.Kind == TypeKind.Char);
        if (from.IsBinary) return Decoded(operand, type, length, pads);
        return new TextFunction($"TO {type.WithNullable(true)}", type, [operand], () => (columns, row, output) =>
        {
            var text = ((StringColumn)columns[0])[row];
            var (bytes, characters) = Utf8.Prefix(text, length);
            output.Write(text[..bytes]);
            if (pads)
                for (; characters < length; characters++) output.Write((byte)' ');
            return true;
        });
    }

    /// <summary>Bytes as text, cut and padded by UTF-16 units, as Flink does it.</summary>
    static TextFunction Decoded(Expression operand, SqlType type, int length, bool pads) =>
        new($"TO {type.WithNullable(true)}", type, [operand], () => (columns, row, output) =>
        {
            var text = System.Text.Encoding.UTF8.GetString(((StringColumn)columns[0])[row]);
            if (text.Length > length) text = text[..length];
            output.Write(pads ? text.PadRight(length) : text);
            return true;
        });

    /// <summary>Bytes of any length as a binary type; text gives its UTF-8 bytes.</summary>
    public static Expression Binary(Expression operand, SqlType type)
    {
        if (type.Kind == TypeKind.VarBinary && type.Precision == SqlType.MaxLength) return new Reinterpret(operand, type);
        var (length, pads) = (type.Precision, type.Kind == TypeKind.Binary);
        return new TextFunction($"TO {type.WithNullable(true)}", type, [operand], () => (columns, row, output) =>
        {
            var bytes = ((StringColumn)columns[0])[row];
            output.Write(bytes.Length > length ? bytes[..length] : bytes);
            if (pads)
                for (var i = bytes.Length; i < length; i++) output.Write(0);
            return true;
        });
    }
}
