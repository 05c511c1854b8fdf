using Tally.Engine.Catalog;
using Tally.Engine.Columns;
using Tally.Engine.Formats;
using Tally.Engine.Sql;

namespace Tally.Engine.Connectors.Files;

/// <summary>Tables in files: read to the end, written one line a row.</summary>
sealed class FileSystemConnector : IConnector
{
    public string Name => "filesystem";

    public IReadOnlyList<OptionDefinition> Options { get; } =
    [
        new("path", "string", null, true,
            "A file, a folder (all files below it, but for names that start with _ or .), a glob, or - for standard input; a name in .gz "
                + "is decompressed."),
        Charset.Definition,
        new("partition.default-name", "string", "__DEFAULT_PARTITION__", false,
            "The folder name that stands for NULL in a column of PARTITIONED BY."),
        new("sink.rolling-policy.file-size", "size", "128mb", false, "Accepted for Flink; Tally writes one file a run."),
        new("sink.parallelism", "int", null, false, "Accepted for Flink; Tally writes one file a run."),
    ];

    public IReadOnlyDictionary<string, SqlType> Metadata { get; } = new Dictionary<string, SqlType>
    {
        ["file.path"] = SqlType.String.WithNullable(false),
        ["file.name"] = SqlType.String.WithNullable(false),
        ["file.size"] = SqlType.BigInt.WithNullable(false),
        ["file.modification-time"] = SqlType.TimestampLtz(3).WithNullable(false),
    };

    public bool IsBounded(TableDefinition table) => true;

    public TableEndpoint EndpointOf(TableDefinition table) => new FileEndpoint("path", table.Options["path"]);

    /// <exception cref="SqlException">There is no such file or folder.</exception>
    public ISource CreateSource(TableDefinition table, ConnectorContext context)
    {
        var format =
            context.Formats.Find(table.Options["format"]) ?? throw new OptionException($"there is no format '{table.Options["format"]}'");
        var split = format.Split(table.Options);
        var wide = Charset.Of(table.Options) is { } encoding && !Charset.IsAsciiBased(encoding) ? encoding : null;
        var path = table.Options["path"];
        if (path == FilePaths.StandardInput)
            return new FileSource([new FilePartition(FilePaths.StandardInput, FilePaths.StandardInput, split, wide)]);
        var absolute = FilePaths.Resolve(path, context.WorkingDirectory);
        var files = FilePaths.Find(absolute);
        if (files.Count == 0 && !Directory.Exists(absolute))
            throw new SqlException(ErrorCode.Unreachable, OptionSpan(table, "path"),
                $"table {table.Name}: there is no file or folder {path} (looked for {absolute})",
                "Relative paths start at the working directory.");
        return new FileSource([.. files.Select(file => new FilePartition(file, Shown(file, context.WorkingDirectory), split, wide))]);
    }

    public ISink CreateSink(TableDefinition table, ConnectorContext context)
    {
        var format =
            context.Formats.Find(table.Options["format"]) ?? throw new OptionException($"there is no format '{table.Options["format"]}'");
        var encoder = format.CreateEncoder(table.Schema, table.Options, context.TimeZone)
            ?? throw new SqlException(ErrorCode.BadOption, OptionSpan(table, "format"),
                $"format '{format.Name}' is only read; it cannot be written to table {table.Name}");
        return new FileSink(FilePaths.Resolve(table.Options["path"], context.WorkingDirectory), encoder);
    }

    static TextSpan OptionSpan(TableDefinition table, string key) =>
        table.Statement.Options.FirstOrDefault(option => option.Key.Value == key)?.Value.Span ?? table.Statement.Span;

    static string Shown(string file, string workingDirectory) =>
        Path.GetRelativePath(workingDirectory, file) is var relative && !relative.StartsWith("..", StringComparison.Ordinal)
            ? relative
            : file;
}
