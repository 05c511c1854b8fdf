using System.Text;
using Tally.Engine.Formats;
using Tally.Engine.Formats.Csv;

namespace Tally.Engine.Inference;

/// <summary>The columns of CSV: the delimiter, whether there is a header, and what each column holds.</summary>
static class CsvSample
{
    static readonly byte[] s_delimiters = [(byte)',', (byte)'\t', (byte)';', (byte)'|'];

    /// <param name="delimiter">What stands between fields; null: what cuts the first lines into fields of equal number.</param>
    public static Found Of(SampleReader sample, List<byte[]> first, byte? delimiter)
    {
        var dialect = Dialect(delimiter ?? Delimiter(first, out _));
        var files = sample.Read(new RecordSplit(dialect.Quote, FieldDelimiter: dialect.Delimiter))
            .Select(file => file.Records.Where(record => record.Length > 0).Select(record => CsvHeader.Fields(record, dialect)).ToList())
            .Where(rows => rows.Count > 0).ToList();
        if (files.Count == 0) throw new InvalidDataException("there is no record to tell columns from");
        var body = Gather(files, skipsFirst: true);
        var whole = Gather(files, skipsFirst: false);
        var hasHeader = HasHeader(files[0][0], body, whole);
        var (columns, rows) = hasHeader ? body : whole;
        var names = CsvHeader.Unique(hasHeader ? files[0][0] : [.. columns.Select(_ => "")]);
        var named = columns.Take(names.Length).Select((evidence, i) => KeyValuePair.Create(names[i], evidence));
        return new(Found.ColumnsOf(named, rows, evidence => evidence.PresentCount), Options(dialect, hasHeader, columns), rows);
    }

    /// <summary>The same for text of any name, when its lines are cut into fields of equal number; else null.</summary>
    public static Found? OfText(List<byte[]> first, SampleReader sample)
    {
        var delimiter = Delimiter(first, out var isSure);
        return isSure ? Of(sample, first, delimiter) : null;
    }

    static CsvDialect Dialect(byte delimiter) => new(delimiter, (byte)'"', null, null, ";"u8.ToArray(), false, true, false, false);

    /// <summary>The delimiter that gives most lines the same number of fields, above one.</summary>
    static byte Delimiter(List<byte[]> lines, out bool isSure)
    {
        var some = lines.Where(line => line.Length > 0).Take(100).ToList();
        var scored = s_delimiters.Select(delimiter =>
        {
            var counts = some.Select(line => CsvHeader.Fields(line, Dialect(delimiter)).Length).GroupBy(count => count)
                .OrderByDescending(group => group.Count()).ThenByDescending(group => group.Key).First();
            return (Delimiter: delimiter, Columns: counts.Key, Share: counts.Count() / (double)some.Count);
        }).Where(score => score.Columns > 1).OrderByDescending(score => Math.Round(score.Share, 1)).ThenByDescending(score => score.Columns)
        .ToList();
        isSure = scored.Count > 0 && scored[0].Share >= 0.9 && some.Count > 1;
        return scored.Count > 0 ? scored[0].Delimiter : (byte)',';
    }

    static (List<Evidence> Columns, long Rows) Gather(List<List<string[]>> files, bool skipsFirst)
    {
        var (columns, rows) = (new List<Evidence>(), 0L);
        var width = files.SelectMany(file => file.Skip(1)).Select(row => row.Length).GroupBy(count => count)
            .MaxBy(group => group.Count())?.Key ?? files[0][0].Length;
        for (var i = 0; i < Math.Max(width, files[0][0].Length); i++) columns.Add(new());
        foreach (var file in files)
        {
            foreach (var column in columns) column.BeginFile();
            foreach (var row in skipsFirst && file[0].SequenceEqual(files[0][0]) ? file.Skip(1) : file)
            {
                rows++;
                for (var i = 0; i < columns.Count; i++) Add(columns[i], i < row.Length ? row[i] : "");
            }
        }
        return (columns, rows);
    }

    static void Add(Evidence column, string value)
    {
        if (value.Length == 0)
        {
            column.AddNull();
            return;
        }
        column.PresentCount++;
        column.Add(value, isText: false);
    }

    /// <summary>A first line is a header when a column below it holds what its name does not, or when all is text and the names are
    /// names.</summary>
    static bool HasHeader(string[] first, (List<Evidence> Columns, long Rows) body, (List<Evidence> Columns, long Rows) whole)
    {
        if (first.Any(name => name.Length == 0 || TextForms.Of(name, isText: false, out _) != TextForm.Other))
            return first.Length > 1 && first.All(name => TextForms.Of(name, false, out _) == TextForm.Other)
                && first.Count(name => name.Length == 0) < first.Length;
        if (body.Rows == 0) return true;
        for (var i = 0; i < first.Length; i++)
            if (body.Columns[i].TypeText != whole.Columns[i].TypeText) return true;
        return first.Distinct().Count() == first.Length && first.All(IsName);
    }

    static bool IsName(string text) =>
        text.Length <= 40 && (char.IsLetter(text[0]) || text[0] == '_')
            && text.All(c => char.IsLetterOrDigit(c) || c is '_' or ' ' or '-' or '.' or '(' or ')' or '/');

    static List<KeyValuePair<string, string>> Options(CsvDialect dialect, bool hasHeader, List<Evidence> columns)
    {
        var options = new List<KeyValuePair<string, string>> { new("format", "csv") };
        if (hasHeader) options.Add(new("csv.header", "true"));
        if (dialect.Delimiter != ',')
            options.Add(new("csv.field-delimiter", dialect.Delimiter == '\t' ? "\\t" : Encoding.ASCII.GetString([dialect.Delimiter])));
        if (columns.Any(column => column.NullCount > 0)) options.Add(new("csv.null-literal", ""));
        else if (columns.Select(column => column.NullWord).OfType<string>().FirstOrDefault() is { } word)
            options.Add(new("csv.null-literal", word));
        if (columns.Any(Found.IsIso)) options.Add(new("csv.timestamp-format.standard", "ISO-8601"));
        return options;
    }
}
