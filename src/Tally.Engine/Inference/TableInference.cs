using System.Text;
using Tally.Engine.Connectors.Files;
using Tally.Engine.Formats;
using Tally.Engine.Sql;

namespace Tally.Engine.Inference;

// Tables from files.
//
// The name of a file tells its format where it can (.json, .csv, .tsv), else its first lines do. Then up to 20,000 records, the same number
// of each
// file, are looked at; every column gets the narrowest type that all its values have, widened where a later record may need it: BIGINT for
// whole
// numbers, DECIMAL with spare digits for prices (never DOUBLE, unless there are exponents), STRING where values differ.

/// <summary>Makes tables of files from their content.</summary>
public static class TableInference
{
    const int FirstLines = 200;

    /// <param name="path">As for the connector 'filesystem': a file, a folder, a glob, or - for standard input.</param>
    /// <exception cref="FileNotFoundException">There is no such file; the message says which are near.</exception>
    /// <exception cref="InvalidDataException">The content is nothing that a table can be made of.</exception>
    public static InferredTable Infer(string path, string workingDirectory)
    {
        var files = FilesOf(path, workingDirectory);
        using var _ = StandardInput.Keep();
        var first = new SampleReader(files, new(default(string))).Read(new(null), FirstLines).Select(file => file.Records)
            .FirstOrDefault(records => records.Count > 0)
            ?? throw new InvalidDataException($"{path} is empty: there is nothing to tell columns from");
        var charset = Charsets.Of(first);
        var sample = new SampleReader(files, charset);
        if (charset.Wide is not null) first = sample.Read(new(null), FirstLines).First(file => file.Records.Count > 0).Records;
        else first = [.. first.Select(line => charset.ToUtf8(line))];
        var table = Make(path, first, sample);
        return charset.Name is { } name ? table with { Options = [.. table.Options, new(Charset.Key, name)] } : table;
    }

    static InferredTable Make(string path, List<byte[]> first, SampleReader sample)
    {
        var name = NameOf(path);
        var ending = EndingOf(sample.Files[0]);
        var found = ending switch
        {
            "json" or "ndjson" or "jsonl" => JsonSample.Of(sample),
            "csv" => CsvSample.Of(sample, first, null),
            "tsv" or "tab" => CsvSample.Of(sample, first, (byte)'\t'),
            _ => ByContent(first, sample),
        };
        return new(name, path, found.Columns, found.Options, found.RecordCount, sample.Files.Count);
    }

    static Found ByContent(List<byte[]> first, SampleReader sample)
    {
        var line = first.FirstOrDefault(line => line.Length > 0) ?? [];
        if (line.AsSpan().TrimStart(" \t\uFEFF"u8) is [(byte)'{' or (byte)'[', ..]) return JsonSample.Of(sample);
        return AccessLogSample.Of(first, sample) ?? OrderLogSample.Of(first, sample) ?? CsvSample.OfText(first, sample) ?? Lines(sample);
    }

    // What is nothing else is text.
    static Found Lines(SampleReader sample)
    {
        var count = sample.Read(new(null)).Sum(file => file.Records.Count);
        return new([new("line", "STRING")], [new("format", "raw")], count);
    }

    static IReadOnlyList<string> FilesOf(string path, string workingDirectory)
    {
        if (path == FilePaths.StandardInput) return [path];
        var absolute = FilePaths.Resolve(path, workingDirectory);
        var files = FilePaths.Find(absolute);
        if (files.Count > 0) return files;
        if (Directory.Exists(absolute)) throw new InvalidDataException($"the folder {path} has no files");
        var near = NearNames.Nearest(Path.GetFileName(path),
            Directory.Exists(Path.GetDirectoryName(absolute))
                ? Directory.EnumerateFiles(Path.GetDirectoryName(absolute)!).Select(Path.GetFileName).OfType<string>()
                : []);
        throw new FileNotFoundException($"there is no file or folder {path}{(near is null ? "" : $"; did you mean {near}?")}");
    }

    /// <summary>A name for a table of the files: orders for shop/orders*.json.gz.</summary>
    internal static string NameOf(string path)
    {
        if (path == FilePaths.StandardInput) return "input";
        var file = Path.GetFileName(path.TrimEnd('/'));
        var stem = file.Split('.')[0];
        var letters = new StringBuilder();
        foreach (var c in stem) letters.Append(char.IsLetterOrDigit(c) ? c : '_');
        var name = letters.ToString().Trim('_');
        return name.Length == 0 ? "records" : char.IsDigit(name[0]) ? $"t_{name}" : name;
    }

    static string EndingOf(string file)
    {
        var name = file.ToLowerInvariant();
        foreach (var packed in (ReadOnlySpan<string>)[".gz", ".zst", ".xz", ".bz2"])
            if (name.EndsWith(packed, StringComparison.Ordinal)) name = name[..^packed.Length];
        return Path.GetExtension(name).TrimStart('.');
    }
}

/// <summary>What a format's sample found.</summary>
sealed record Found(IReadOnlyList<InferredColumn> Columns, IReadOnlyList<KeyValuePair<string, string>> Options, long RecordCount)
{
    /// <summary>The columns of some evidence: stored ones, then the times that are computed of them.</summary>
    public static IReadOnlyList<InferredColumn> ColumnsOf(IEnumerable<KeyValuePair<string, Evidence>> fields, long recordCount,
        Func<Evidence, long> present)
    {
        var columns = fields.Select(field => (field.Key, Evidence: field.Value, Missing: recordCount - present(field.Value))).ToList();
        var stored = columns.Select(column => new InferredColumn(column.Key,
            column.Evidence.TypeText) { NullCount = column.Missing, DisorderMs = column.Evidence.DisorderMs });
        var computed = columns.Select(column => Computed(column.Key, column.Evidence, column.Missing)).OfType<InferredColumn>();
        var names = columns.Select(column => column.Key).ToHashSet();
        return [.. stored, .. computed.Where(column => names.Add(column.Name))];
    }

    static InferredColumn? Computed(string name, Evidence evidence, long missing)
    {
        var quoted = ReservedWords.Quote(name);
        if (evidence.EpochPrecision(name) is { } precision)
            return new($"{name}_time", $"AS TO_TIMESTAMP_LTZ({quoted}, {precision})") { NullCount = missing };
        if (evidence.Pattern is not { } pattern) return null;
        return pattern.IsDate
            ? new($"{name}_date", $"AS TO_DATE({quoted}, '{pattern.Text}')")
            : new($"{name}_time", $"AS TO_TIMESTAMP({quoted}, '{pattern.Text}')") { NullCount = missing };
    }

    /// <summary>Whether some column is written with T, with an offset or without seconds.</summary>
    public static bool IsIso(Evidence evidence) =>
        (evidence.Forms & (TextForm.IsoTimestamp | TextForm.IsoInstant)) != 0 || evidence.Fields.Values.Any(IsIso)
            || (evidence.Element is { } element && IsIso(element));
}
