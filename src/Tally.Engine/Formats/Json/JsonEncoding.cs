using System.Globalization;
using System.Text.Json;
using Tally.Engine.Columns;

namespace Tally.Engine.Formats.Json;

/// <summary>The choices that the options of 'json' leave to its encoder.</summary>
/// <param name="NullKey">FAIL, DROP or LITERAL: what a NULL key of a map becomes.</param>
sealed record JsonEncoding(bool IsIso, bool HasPlainDecimals, bool IgnoresNulls, string NullKey, string NullKeyLiteral)
{
    const long NsPerSecond = 1_000_000_000;

    /// <summary>Writes 2025-11-11 00:00:00.123, with T in the ISO form and with Z for TIMESTAMP_LTZ, which is told in UTC.</summary>
    public void WriteTimestamp(Utf8JsonWriter json, Int128 ns, SqlType type)
    {
        var seconds = (long)(ns / NsPerSecond);
        var fraction = (long)(ns % NsPerSecond);
        if (fraction < 0) (seconds, fraction) = (seconds - 1, fraction + NsPerSecond);
        var time = DateTime.UnixEpoch.AddSeconds(seconds);
        Span<char> text = stackalloc char[40];
        time.TryFormat(text, out var length, IsIso ? "yyyy-MM-dd'T'HH:mm:ss" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        if (fraction > 0)
        {
            text[length++] = '.';
            ((Int128)fraction).TryFormat(text[length..], out var digits, "D9", CultureInfo.InvariantCulture);
            // As many digits as there are, in groups of three as Java writes them.
            while (digits > 3 && text.Slice(length + digits - 3, 3) is "000") digits -= 3;
            length += digits;
        }
        if (type.Kind == TypeKind.TimestampLtz) text[length++] = 'Z';
        json.WriteStringValue(text[..length]);
    }

    /// <summary>The key of a map entry as text; false when the entry is left out.</summary>
    /// <exception cref="ArgumentException">The key is NULL and the mode is FAIL.</exception>
    public bool TryKey(Column keys, SqlType type, int row, out string key)
    {
        key = NullKeyLiteral;
        if (keys.IsNull(row))
            return NullKey switch
            {
                "DROP" => false,
                "LITERAL" => true,
                _ => throw new ArgumentException("a map has a NULL key, which JSON cannot hold: set 'json.map-null-key.mode' to 'DROP' or 'LITERAL'"),
            };
        key = keys is StringColumn texts && type.IsText ? System.Text.Encoding.UTF8.GetString(texts[row]) : throw new ArgumentException($"the key of a map in JSON must be text, found {type}");
        return true;
    }
}
