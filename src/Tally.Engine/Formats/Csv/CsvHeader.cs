using System.Text;
using Tally.Engine.Formats.Values;

namespace Tally.Engine.Formats.Csv;

/// <summary>The names in the first record of a CSV file.</summary>
static class CsvHeader
{
    /// <summary>The names of a header: without the spaces around them, a place for one that is empty, a number behind one that is there
    /// twice.</summary>
    public static string[] Read(byte[] record, CsvDialect dialect) => Unique([.. Fields(record, dialect).Select(name => name.Trim())]);

    /// <summary>Names for fields of which some may have none, or the same.</summary>
    public static string[] Unique(string[] names)
    {
        var seen = new HashSet<string>();
        var unique = new string[names.Length];
        for (var i = 0; i < names.Length; i++)
        {
            var name = unique[i] = names[i].Trim() is { Length: > 0 } given ? given : $"column{i}";
            for (var number = 1; !seen.Add(unique[i]); number++) unique[i] = $"{name}_{number}";
        }
        return unique;
    }

    /// <summary>The fields of one record as text; empty when the record is no CSV.</summary>
    public static string[] Fields(byte[] record, CsvDialect dialect)
    {
        var start = record.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0;
        var plain = dialect with { NullLiteral = null, IgnoresErrors = true };
        var most = record.AsSpan().Count(dialect.Delimiter) + 1;
        var slices = new ValueSlice[most];
        var scan = new CsvScan(plain, [.. Enumerable.Range(0, most)], isScalar: true);
        return scan.TryScan(record, start, record.Length, slices)
            ? [.. slices[..scan.Count].Select(slice => TextOf(record, slice, plain))]
            : [];
    }

    static string TextOf(byte[] record, ValueSlice slice, CsvDialect dialect)
    {
        if (slice.IsPlain) return Encoding.UTF8.GetString(record, slice.Start, slice.Length);
        var text = new byte[slice.Length];
        return Encoding.UTF8.GetString(text, 0, new CsvSyntax(dialect).Rewrite(record, slice, text));
    }

    /// <summary>The names as a record.</summary>
    public static byte[] Write(IEnumerable<string> names, CsvDialect dialect)
    {
        var (delimiter, quote) = ((char)dialect.Delimiter, (char)(dialect.Quote ?? (byte)'"'));
        return Encoding.UTF8.GetBytes(string.Join(delimiter, names.Select(name =>
            name.AsSpan().IndexOfAny([delimiter, quote, '\n', '\r']) < 0
                ? name
                : $"{quote}{name.Replace($"{quote}", $"{quote}{quote}")}{quote}")));
    }
}
