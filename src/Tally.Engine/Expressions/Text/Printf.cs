using System.Globalization;
using System.Text;
using Tally.Engine.Columns;
using Tally.Engine.Expressions.Casting;
using Tally.Engine.Expressions.Functions;
using Tally.Engine.Expressions.Kernels;
using Tally.Engine.Expressions.Time;

namespace Tally.Engine.Expressions.Text;

/// <summary>PRINTF: values written by the forms of Java's Formatter.</summary>
static class Printf
{
    public static IEnumerable<FunctionDefinition> All =>
    [
        new("PRINTF", 1, int.MaxValue, "PRINTF(format, value, …)",
            "The values written by the forms of Java's Formatter, such as %d, %05.2f, %-8s; NULL where a form does not fit its value.",
            "PRINTF('%d pieces of %s', 5, 'tea')", Bind),
    ];

    static Expression Bind(FunctionCall call)
    {
        var types = call.Arguments.Select(argument => argument.Type).ToArray();
        for (var i = 1; i < call.Count; i++)
            if (types[i].Kind is TypeKind.Array or TypeKind.Map or TypeKind.Multiset or TypeKind.Row)
                throw call.Wrong(i, "a number, text, truth value or time");
        return call.TextResult(SqlType.String, [call.Text(0), .. call.Arguments[1..]], (columns, row, output) =>
        {
            if (columns[0].IsNull(row)) return false;
            var text = new StringBuilder();
            var values = new object?[columns.Length - 1];
            for (var i = 0; i < values.Length; i++) values[i] = Value(columns[i + 1], row, types[i + 1]);
            if (!TryWrite(Encoding.UTF8.GetString(columns[0].Text(row)), values, text)) return false;
            output.Write(text.ToString());
            return TextLimits.Check(text.Length);
        }, takesNulls: true);
    }

    /// <summary>A whole number, a DOUBLE, a truth value, or a text.</summary>
    static object? Value(Column column, int row, SqlType type) => column.IsNull(row) ? null : column switch
    {
        Column<bool> bools => bools[row],
        Column<double> doubles => doubles[row],
        Column<float> floats => (double)floats[row],
        _ when type.Kind == TypeKind.Decimal => new StringBuilder(NumberText.Decimal(column.Wide(row), type.Scale)),
        _ when type.IsTimestamp => new StringBuilder(Moment(column, row, type)),
        Column<int> ints => ints[row],
        Column<long> longs => longs[row],
        StringColumn texts => Encoding.UTF8.GetString(texts[row]),
        _ => null,
    };

    static string Moment(Column column, int row, SqlType type)
    {
        Span<byte> text = stackalloc byte[TimeText.MaxLength];
        var length = type.IsWide
            ? TimeText.WriteTimestamp(column.Wide(row), type.Precision, text)
            : TimeText.WriteTimestamp((long)column.Wide(row), type.Precision, text);
        return Encoding.ASCII.GetString(text[..length]).Replace(' ', 'T');
    }

    /// <summary>One form: %[index$][flags][width][.precision]letter.</summary>
    readonly record struct Form(string Flags, int Width, int Precision, char Letter)
    {
        public bool Has(char flag) => Flags.Contains(flag);
    }

    static bool TryWrite(string format, object?[] values, StringBuilder text)
    {
        var next = 0;
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '%') text.Append(format[i]);
            else if (!TryForm(format, ref i, out var form, out var index)) return false;
            else if (form.Letter is '%' or 'n') text.Append(form.Letter == '%' ? Padded("%", form) : "\n");
            else
            {
                var at = index > 0 ? index - 1 : next++;
                if (at >= values.Length || Write(values[at], form) is not { } written) return false;
                text.Append(Padded(char.IsUpper(form.Letter) ? written.ToUpperInvariant() : written, form));
            }
        }
        return true;
    }

    static bool TryForm(string format, ref int i, out Form form, out int index)
    {
        index = 0;
        var at = i + 1;
        if (Number(format, at, out var first) is var end && end < format.Length && format[end] == '$' && first > 0)
            (index, at) = (first, end + 1);
        var flags = at;
        while (at < format.Length && format[at] is '-' or '#' or '+' or ' ' or '0' or ',' or '(') at++;
        var given = format[flags..at];
        at = Number(format, at, out var width);
        var precision = -1;
        if (at < format.Length && format[at] == '.') at = Number(format, at + 1, out precision);
        i = at;
        form = new(given, width, precision, at < format.Length ? format[at] : '\0');
        return width <= TextLimits.MaxBytes && precision <= 1000 && (!form.Has('-') && !form.Has('0') || width > 0)
            && !(form.Has('-') && form.Has('0'));
    }

    static int Number(string format, int at, out int number)
    {
        number = 0;
        for (; at < format.Length && char.IsAsciiDigit(format[at]) && number < 100_000_000; at++) number = number * 10 + (format[at] - '0');
        return at;
    }

    static string Padded(string written, Form form) =>
        form.Has('-') ? written.PadRight(form.Width) : written.PadLeft(form.Width);

    static string? Write(object? value, Form form)
    {
        var letter = char.ToLowerInvariant(form.Letter);
        if (letter is 'd' or 'x' or 'o' or 'c' && form.Precision >= 0) return null;
        if (form.Letter is 'D' or 'O' or 'F' || !"sdxoefgbch".Contains(letter)) return null;
        if (value is null) return Cut(letter == 'b' ? "false" : "null", form);
        return (letter, value) switch
        {
            ('s', double number) => Cut(Expressions.Json.JsonPrinter.Double(number), form),
            ('s', bool truth) => Cut(truth ? "true" : "false", form),
            ('s', _) => Cut(value.ToString()!, form),
            ('b', bool truth) => Cut(truth ? "true" : "false", form),
            ('b', _) => Cut("true", form),
            ('h', _) => Hash(value) is { } hash ? Cut(hash.ToString("x", CultureInfo.InvariantCulture), form) : null,
            ('d', int or long) => Signed(Convert.ToInt64(value, CultureInfo.InvariantCulture), form),
            ('x', int number) => Filled(number.ToString("x", CultureInfo.InvariantCulture), form),
            ('x', long number) => Filled(number.ToString("x", CultureInfo.InvariantCulture), form),
            ('o', int number) => Filled(Convert.ToString(number, 8), form),
            ('o', long number) => Filled(Convert.ToString(number, 8), form),
            ('c', int code) => Rune.IsValid(code) ? char.ConvertFromUtf32(code) : null,
            ('e' or 'f' or 'g', double number) => Floating(number, letter, form),
            _ => null,
        };
    }

    static string Cut(string text, Form form) => form.Precision >= 0 && form.Precision < text.Length ? text[..form.Precision] : text;

    static int? Hash(object value) => value switch
    {
        int number => number,
        long number => (int)(number ^ number >>> 32),
        bool truth => truth ? 1231 : 1237,
        string text => text.Aggregate(0, (hash, c) => unchecked(hash * 31 + c)),
        _ => null,
    };

    static string Filled(string digits, Form form) => form.Has('0') ? digits.PadLeft(form.Width, '0') : digits;

    static string? Signed(long number, Form form)
    {
        var digits = Int128.Abs(number).ToString(form.Has(',') ? "#,0" : "0", CultureInfo.InvariantCulture);
        return WithSign(digits, number < 0, form);
    }

    static string? WithSign(string digits, bool negative, Form form)
    {
        if (form.Has('+') && form.Has(' ')) return null;
        var (before, behind) =
            negative ? form.Has('(') ? ("(", ")") : ("-", "") : form.Has('+') ? ("+", "") : form.Has(' ') ? (" ", "") : ("", "");
        if (form.Has('0')) digits = digits.PadLeft(Math.Max(0, form.Width - before.Length - behind.Length), '0');
        return before + digits + behind;
    }

    static string? Floating(double number, char letter, Form form)
    {
        if (double.IsNaN(number)) return "NaN";
        var negative = double.IsNegative(number);
        if (double.IsInfinity(number)) return WithSign("Infinity", negative, form with { Flags = form.Flags.Replace("0", "") });
        var precision = form.Precision < 0 ? 6 : form.Precision;
        var digits = letter switch
        {
            'f' => Fixed(Math.Abs(number), precision, form.Has(',')),
            'e' => Scientific(Math.Abs(number), precision),
            _ => General(Math.Abs(number), Math.Max(1, precision)),
        };
        return WithSign(digits, negative, form);
    }

    /// <summary>Rounded half up from the shortest digits, as Java does.</summary>
    static string Fixed(double number, int precision, bool grouped)
    {
        var format = (grouped ? "N" : "F") + precision;
        if (number >= 1e27 || precision > 28) return number.ToString(format, CultureInfo.InvariantCulture);
        var exact = decimal.Parse(number.ToString("R", CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture);
        return Math.Round(exact, precision, MidpointRounding.AwayFromZero).ToString(format, CultureInfo.InvariantCulture);
    }

    static string Scientific(double number, int precision)
    {
        var (mantissa, exponent) = Split(number);
        var rounded = Math.Round(mantissa, Math.Min(28, precision), MidpointRounding.AwayFromZero);
        if (rounded >= 10) (rounded, exponent) = (rounded / 10, exponent + 1);
        return $"{rounded.ToString("F" + precision, CultureInfo.InvariantCulture)}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}";
    }

    static (decimal Mantissa, int Exponent) Split(double number)
    {
        var text = number.ToString("E16", CultureInfo.InvariantCulture);
        var exponent =
            number == 0 ? 0 : int.Parse(text.AsSpan(text.IndexOf('E') + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var shortest = number.ToString("R", CultureInfo.InvariantCulture);
        var digits = shortest.Split('E')[0].Replace(".", "").TrimStart('0') is { Length: > 0 } some ? some : "0";
        return (decimal.Parse(digits.Insert(1, "."), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture), exponent);
    }

    static string General(double number, int precision)
    {
        if (number != 0 && (number < 1e-4 || number >= Math.Pow(10, precision))) return Scientific(number, precision - 1);
        var exponent = number == 0 ? 0 : (int)Math.Floor(Math.Log10(number));
        return Fixed(number, Math.Max(0, precision - 1 - exponent), grouped: false);
    }
}
