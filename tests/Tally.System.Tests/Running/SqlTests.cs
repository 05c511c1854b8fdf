namespace Tally.System.Tests.Running;

/// <summary>tally sql, explain and check as a user calls them: output, messages, exit status.</summary>
public sealed class SqlTests
{
    const string Table = "CREATE TABLE t (id INT, name STRING) WITH ('connector' = 'filesystem', 'path' = 't.json', 'format' = 'json');\n";

    [Theory]
    [InlineData("csv", "id,name\n1,ann\n2,")]
    [InlineData("json", "{\"id\":1,\"name\":\"ann\"}\n{\"id\":2,\"name\":null}")]
    [InlineData("markdown", "|  id | name |\n|----:|------|\n|   1 | ann  |\n|   2 | NULL |")]
    [InlineData("table", "id  name\nINT  STRING\n───  ──────\n  1  ann\n  2  NULL\n(2 rows)")]
    public async Task Result_is_printed(string format, string expected)
    {
        using var folder = Folder("{\"id\":1,\"name\":\"ann\"}\n{\"id\":2}\n");
        var (status, output) = await TallyProcess.RunAsync(folder.Path, "sql", "t.sql", "-c", "SELECT id, name FROM t", "--format", format);
        Assert.Equal(0, status);
        Assert.Equal(expected.Replace(" ", ""), Lines(output).Replace(" ", ""));
    }

    [Fact]
    public async Task Views_alone_print_nothing()
    {
        using var folder = Folder("{\"id\":1}\n");
        var (status, output) = await TallyProcess.RunAsync(folder.Path, "sql", "t.sql");
        Assert.Equal((0, ""), (status, Lines(output)));
    }

    [Fact]
    public async Task Bad_row_stops_or_is_counted()
    {
        using var folder = Folder("{\"id\":1}\n{\"id\":\n{\"id\":3}\n");
        var (failed, message) = await TallyProcess.RunAsync(folder.Path, "sql", "t.sql", "-c", "SELECT COUNT(*) AS n FROM t WHERE id > 0");
        Assert.Equal(1, failed);
        Assert.Contains("t.json:2: TLY1601", message);
        var (status, output) = await TallyProcess.RunAsync(
            folder.Path,
            "sql",
            "t.sql",
            "-c",
            "SELECT COUNT(*) AS n FROM t WHERE id > 0",
            "--bad-rows",
            "skip",
            "--format",
            "csv"
        );
        Assert.Equal(0, status);
        Assert.Contains("left out 1 json", output);
        Assert.Contains("\n2", "\n" + Lines(output));
    }

    [Fact]
    public async Task Errors_name_the_place_and_wrong_use_is_told_apart()
    {
        using var folder = Folder("");
        var (failed, message) = await TallyProcess.RunAsync(folder.Path, "sql", "t.sql", "-c", "SELECT nmae FROM t");
        Assert.Equal(1, failed);
        Assert.Contains("-c:1:8: TLY1102", message);
        Assert.Contains("did you mean name?", message);
        Assert.Equal(2, (await TallyProcess.RunAsync(folder.Path, "sql", "t.sql", "--format", "xml")).Status);
        Assert.Equal(1, (await TallyProcess.RunAsync(folder.Path, "sql", "nothing.sql")).Status);
    }

    [Fact]
    public async Task Explain_shows_types_and_check_finds_what_is_missing()
    {
        using var folder = Folder("{\"id\":1}\n");
        var (status, plan) = await TallyProcess.RunAsync(
            folder.Path,
            "explain",
            "t.sql",
            "-c",
            "SELECT name, COUNT(*) AS n FROM t GROUP BY name"
        );
        Assert.Equal(0, status);
        Assert.Contains("n BIGINT NOT NULL", plan);
        Assert.Equal(0, (await TallyProcess.RunAsync(folder.Path, "check", "t.sql")).Status);
        File.Delete(Path.Combine(folder.Path, "t.json"));
        var (missing, findings) = await TallyProcess.RunAsync(folder.Path, "check", "t.sql");
        Assert.Equal(1, missing);
        Assert.Contains("t.sql:1:", findings);
        Assert.Contains("TLY1405", findings);
    }

    static ScratchFolder Folder(string data)
    {
        var folder = new ScratchFolder();
        File.WriteAllText(Path.Combine(folder.Path, "t.json"), data);
        File.WriteAllText(Path.Combine(folder.Path, "t.sql"), Table + "CREATE VIEW v AS SELECT id FROM t;\n");
        return folder;
    }

    static string Lines(string output) =>
        string.Join('\n', output.Split('\n').Where(line => !line.StartsWith("tally: ", StringComparison.Ordinal)));
}
