using Decoder = Tally.Engine.Formats.Decoder;
using System.Text;
using Tally.Engine.Columns;
using Tally.Engine.Formats;
using Tally.Log;

namespace Tally.Engine.Tests.Formats;

/// <summary>Decodes texts and shows the rows as text, one string a row, bad records as "!kind".</summary>
sealed class Decoding(string format, params Field[] fields)
{
    public Dictionary<string, string> Options { get; } = [];
    public bool AsCodes { get; set; }
    public string[]? Read { get; set; }
    public List<BadRecord> Bad { get; private set; } = [];
    public DecodedRows Rows { get; } = new();

    public static Field F(string name, SqlType type) => new(name, type);

    public Decoder Decoder()
    {
        var indexes = Enumerable.Range(0, fields.Length).Where(index => Read is null || Read.Contains(fields[index].Name)).ToArray();
        var read = indexes.Select(index => fields[index]).ToArray();
        return FormatRegistry
            .Default.Find(format)!
            .CreateDecoder(new(read, indexes, fields, [.. read.Select(field => AsCodes && field.Type.IsText)], Options, TimeZoneInfo.Utc));
    }

    public string[] Decode(params string[] records) => Decode(Decoder(), Block([.. records.Select(Encoding.UTF8.GetBytes)]));

    public string[] Decode(params byte[][] records) => Decode(Decoder(), Block(records));

    public static RecordBlock Block(params byte[][] records)
    {
        var block = new RecordBlock();
        foreach (var record in records) block.Add(record, block.Count);
        return block;
    }

    /// <summary>Rows and bad records in the order of the records.</summary>
    public string[] Decode(Decoder decoder, RecordBlock block)
    {
        decoder.Decode(block, 0, block.Count, Rows);
        Bad = [.. Rows.Bad];
        var shown = Bad.Select(bad => (bad.Record, Text: "!" + bad.Kind)).ToList();
        for (var row = 0; row < Rows.Count; row++)
            shown.Add((Rows.Records?[row] ?? row, string.Join("|", Rows.Columns.Select((column, i) => Show(column, row, Type(i))))));
        return [.. shown.OrderBy(item => item.Record).Select(item => item.Text)];
    }

    SqlType Type(int index) => (Read is null ? fields : fields.Where(field => Read.Contains(field.Name)).ToArray())[index].Type;

    /// <summary>One value as text: NULL as ∅, nested values in brackets.</summary>
    public static string Show(Column column, int row, SqlType type)
    {
        if (column.IsNull(row)) return "∅";
        return column switch
        {
            StringColumn text when type.IsBinary => Convert.ToHexStringLower(text[row]),
            StringColumn text => Encoding.UTF8.GetString(text[row]),
            Column<bool> flags => flags[row] ? "true" : "false",
            Column<long> longs when type.Kind == TypeKind.Decimal => Scaled(longs[row], type.Scale),
            Column<Int128> wide when type.Kind == TypeKind.Decimal => Scaled(wide[row], type.Scale),
            Column<int> days when type.Kind == TypeKind.Date => new DateOnly(1970, 1, 1).AddDays(days[row]).ToString("yyyy-MM-dd"),
            Column<long> ms when type.IsTimestamp => DateTime.UnixEpoch.AddMilliseconds(ms[row]).ToString("yyyy-MM-dd HH:mm:ss.fff"),
            Column<Int128> ns when type.IsTimestamp => DateTime
                .UnixEpoch.AddTicks((long)(ns[row] / 100))
                .ToString("yyyy-MM-dd HH:mm:ss.fffffff") + $"+{ns[row] % 100}",
            Column<int> ints => ints[row].ToString(),
            Column<long> longs => longs[row].ToString(),
            Column<double> doubles => doubles[row].ToString("R", System.Globalization.CultureInfo.InvariantCulture),
            Column<float> floats => floats[row].ToString("R", System.Globalization.CultureInfo.InvariantCulture),
            ArrayColumn array =>
                $"[{Join(array.Offsets[row], array.Offsets[row + 1], i => Show(array.Elements, i, type.Element!))}]",
            MapColumn map =>
                "{" + Join(map.Offsets[row], map.Offsets[row + 1],
                    i => Show(map.Keys, i, type.Key!) + "=" + Show(map.Values, i, type.Element!)) + "}",
            RowColumn fields => $"({string.Join(",", fields.Fields.Select((field, i) => Show(field, row, type.Fields[i].Type)))})",
            _ => throw new NotSupportedException(column.GetType().Name),
        };
    }

    static string Join(int from, int to, Func<int, string> show) => string.Join(",", Enumerable.Range(from, to - from).Select(show));

    static string Scaled(Int128 value, int scale)
    {
        var digits = Int128.Abs(value).ToString().PadLeft(scale + 1, '0');
        return (value < 0 ? "-" : "") + digits[..^scale] + (scale > 0 ? "." + digits[^scale..] : "");
    }
}
