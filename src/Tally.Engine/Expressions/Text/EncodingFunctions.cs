using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Tally.Engine.Columns;
using Tally.Engine.Expressions.Functions;
using Tally.Engine.Expressions.Kernels;

namespace Tally.Engine.Expressions.Text;

/// <summary>Base64, hexadecimal digits, character sets.</summary>
static class EncodingFunctions
{
    public static IEnumerable<FunctionDefinition> All =>
    [
        new("TO_BASE64", 1, 1, "TO_BASE64(text)", "The UTF-8 bytes in Base64.", "TO_BASE64('tea')", call =>
            call.TextResult(call.Nullable(SqlType.String), [TextOrBytes(call)], ToBase64)),
        new("FROM_BASE64", 1, 1, "FROM_BASE64(text)", "The text whose UTF-8 bytes are given in Base64.", "FROM_BASE64('dGVh')", call =>
            call.TextResult(call.Nullable(SqlType.String), [call.Text(0)], FromBase64)),
        new("HEX", 1, 1, "HEX(number or text)", "Hexadecimal digits in capitals.", "HEX('tea')", Hex),
        new("UNHEX", 1, 1, "UNHEX(text)", "The bytes given by hexadecimal digits; NULL for others.", "UNHEX('746561')", call =>
            call.TextResult(SqlType.Bytes, [call.Text(0)], Unhex)),
        new("BIN", 1, 1, "BIN(number)", "Binary digits.", "BIN(5)", call =>
            call.TextResult(call.Nullable(SqlType.String), [call.Long(0)], (columns, row, output) =>
        {
            output.Write(Convert.ToString(columns[0].Long(row), 2));
            return true;
        })),
        new("ENCODE", 2, 2, "ENCODE(text, charset)", "The bytes of the text in a character set.", "ENCODE('tea', 'UTF-8')", call =>
            call.TextResult(call.Nullable(SqlType.Bytes), call.Texts(), () => Recode(encode: true))),
        new("DECODE", 2, 2, "DECODE(bytes, charset)", "The text of bytes in a character set.", "DECODE(ENCODE('tea', 'UTF-16'), 'UTF-16')",
            call => call.TextResult(SqlType.String,
                [call.Arguments[0].Type.IsBinary ? call.Arguments[0] : throw call.Wrong(0, "BYTES"), call.Text(1)],
                () => Recode(encode: false))),
    ];

    static Expression TextOrBytes(FunctionCall call) => call.Arguments[0].Type.IsBinary ? call.Arguments[0] : call.Text(0);

    static bool ToBase64(Column[] columns, int row, TextOutput output)
    {
        var bytes = columns[0].Text(row);
        Base64.EncodeToUtf8(bytes, output.Column.Reserve(Base64.GetMaxEncodedToUtf8Length(bytes.Length)), out _, out var written);
        output.Advance(written);
        return true;
    }

    static bool FromBase64(Column[] columns, int row, TextOutput output)
    {
        var text = columns[0].Text(row);
        if (Base64.DecodeFromUtf8(text, output.Column.Reserve(text.Length + 3), out _,
            out var written) != System.Buffers.OperationStatus.Done)
            throw new EvaluationException($"'{Utf8.ToString(text)}' is no Base64");
        output.Advance(written);
        return true;
    }

    static Expression Hex(FunctionCall call)
    {
        if (call.Arguments[0].Type.IsInteger)
        {
            return call.TextResult(call.Nullable(SqlType.String), [call.Long(0)], (columns, row, output) =>
            {
                output.Write(columns[0].Long(row).ToString("X", System.Globalization.CultureInfo.InvariantCulture));
                return true;
            });
        }
        return call.TextResult(call.Nullable(SqlType.String), [TextOrBytes(call)], (columns, row, output) =>
        {
            output.Write(Convert.ToHexString(columns[0].Text(row)));
            return true;
        });
    }

    static bool Unhex(Column[] columns, int row, TextOutput output)
    {
        var digits = Encoding.ASCII.GetString(columns[0].Text(row));
        if (digits.AsSpan().ContainsAnyExcept("0123456789abcdefABCDEF")) return false;
        // As in Flink the first of an odd number of digits is lost, and a zero byte stands in its place.
        if (digits.Length % 2 == 1) digits = "00" + digits[1..];
        output.Write(Convert.FromHexString(digits));
        return true;
    }

    static TextKernel Recode(bool encode)
    {
        var charsets = new LastValueCache<Encoding>(Charset);
        return (columns, row, output) =>
        {
            var charset = charsets.Get(columns[1].Text(row));
            if (encode && !columns[0].Text(row).IsEmpty) output.Write(charset.GetPreamble());
            if (encode) output.Write(charset.GetBytes(Narrowed(Utf8.ToString(columns[0].Text(row)), charset)));
            else output.Write(charset.GetString(columns[0].Text(row)).TrimStart('\uFEFF'));
            return true;
        };
    }

    /// <summary>One ? for a character beyond a small set, however many units it has.</summary>
    static string Narrowed(string text, Encoding charset) => !charset.IsSingleByte
        ? text : string.Concat(text.EnumerateRunes().Select(rune => rune.IsBmp ? rune.ToString() : "?"));

    static Encoding Charset(string name) => name.ToUpperInvariant() switch
    {
        "UTF-8" => new UTF8Encoding(false),
        "US-ASCII" => Encoding.ASCII,
        "ISO-8859-1" => Encoding.Latin1,
        "UTF-16BE" => new UnicodeEncoding(bigEndian: true, byteOrderMark: false),
        "UTF-16LE" => new UnicodeEncoding(bigEndian: false, byteOrderMark: false),
        "UTF-16" => new UnicodeEncoding(bigEndian: true, byteOrderMark: true),
        _ =>
            throw new EvaluationException(
                $"'{name}' is no known character set; US-ASCII, ISO-8859-1, UTF-8, UTF-16, UTF-16BE and UTF-16LE are"),
    };
}
