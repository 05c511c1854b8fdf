using Tally.Engine.Catalog;
using Tally.Engine.Connectors;
using Tally.Engine.Connectors.Files;
using Tally.Engine.Connectors.Generation;
using Tally.Engine.Formats;
using Tally.Engine.Planning;
using Tally.Engine.Planning.Definitions;
using Tally.Engine.Sql;
using Tally.Engine.Sql.Ast;
using Xunit;

namespace Tally.Engine.Tests.Planning;

public class CatalogTests
{
    readonly SessionCatalog _catalog = new(
        new ConnectorRegistry([
            new FileSystemConnector(),
            new BlackholeConnector(),
            new PrintConnector(TextWriter.Null),
            new DataGenConnector(),
        ]),
        FormatRegistry.Default,
        null
    );

    const string Orders =
        "CREATE TABLE orders (id INT, buyer STRING, amount DECIMAL(10, 2)) WITH ('connector' = 'filesystem', 'path' = 'o.json', " +
            "'format' = 'json');";

    void Run(string sql)
    {
        foreach (var statement in Parser.Parse(new SourceText("t.sql", sql)).OrThrow()) Assert.True(_catalog.Apply(statement));
    }

    IReadOnlyList<SqlError> Errors(string sql) => Assert.Throws<SqlException>(() => Run(sql)).Errors;

    IReadOnlyList<SqlError> UseErrors(string options)
    {
        Run($"CREATE TABLE used (id INT) WITH ({options})");
        return _catalog.CheckOptions(_catalog.FindTable("used")!);
    }

    [Theory]
    [InlineData("BOOLEAN NOT NULL", "BOOLEAN NOT NULL")]
    [InlineData("DECIMAL", "DECIMAL(10, 0)")]
    [InlineData("NUMERIC(5)", "DECIMAL(5, 0)")]
    [InlineData("CHAR", "CHAR(1)")]
    [InlineData("TIME", "TIME(0)")]
    [InlineData("TIMESTAMP", "TIMESTAMP(6)")]
    [InlineData("TIMESTAMP(3) WITH LOCAL TIME ZONE NOT NULL", "TIMESTAMP_LTZ(3) NOT NULL")]
    [InlineData("ARRAY<ROW<a INT NOT NULL, `b c` STRING>>", "ARRAY<ROW<`a` INT NOT NULL, `b c` STRING>>")]
    [InlineData("MAP<STRING NOT NULL, BIGINT>", "MAP<STRING NOT NULL, BIGINT>")]
    [InlineData("INT ARRAY", "ARRAY<INT>")]
    public void A_type_is_what_Flink_makes_of_it(string written, string type)
    {
        Run($"CREATE TABLE t (c {written}) WITH ('connector' = 'blackhole')");
        Assert.Equal(type, _catalog.FindTable("t")!.Schema[0].Type.ToString());
    }

    [Theory]
    [InlineData("c MONEY", ErrorCode.UnknownType, "exact numbers are DECIMAL(digits, digits after the point)")]
    [InlineData("c BIGNIT", ErrorCode.UnknownType, "did you mean BIGINT?")]
    [InlineData("c DECIMAL(5, 6)", ErrorCode.BadLiteral, "the second number is at most the first")]
    [InlineData("c DECIMAL(39)", ErrorCode.BadLiteral, "write DECIMAL(12, 2)")]
    [InlineData("c TIMESTAMP(10)", ErrorCode.BadLiteral, "write TIMESTAMP(3)")]
    [InlineData("c INT, c STRING", ErrorCode.DuplicateName, null)]
    [InlineData("c INT, PRIMARY KEY (d) NOT ENFORCED", ErrorCode.UnknownColumn, "did you mean c?")]
    [InlineData("c INT PRIMARY KEY", ErrorCode.Unsupported, "write PRIMARY KEY NOT ENFORCED")]
    [InlineData("c INT, PRIMARY KEY (c)", ErrorCode.Unsupported, "write PRIMARY KEY (…) NOT ENFORCED")]
    [InlineData("c INT, WATERMARK FOR d AS d", ErrorCode.UnknownColumn, "did you mean c?")]
    [InlineData(
        "c STRING, WATERMARK FOR c AS c",
        ErrorCode.BadTimeAttribute,
        "make a computed column with TO_TIMESTAMP and put the watermark on it"
    )]
    [InlineData(
        "c BIGINT, WATERMARK FOR c AS c",
        ErrorCode.BadTimeAttribute,
        "make a computed column with TO_TIMESTAMP_LTZ and put the watermark on it"
    )]
    [InlineData("c TIMESTAMP(6), WATERMARK FOR c AS c", ErrorCode.BadTimeAttribute, "declare it as TIMESTAMP(3)")]
    public void A_wrong_column_is_refused(string columns, ErrorCode code, string? hint)
    {
        var error = Assert.Single(Errors($"CREATE TABLE t ({columns}) WITH ('connector' = 'blackhole')"));
        Assert.Equal((code, hint), (error.Code, error.Hint));
        Assert.Null(_catalog.FindTable("t"));
    }

    [Fact]
    public void All_wrong_columns_are_reported() =>
        Assert.Equal(3, Errors("CREATE TABLE t (a MONEY, b INT, b INT, c DECIMAL(99)) WITH ('connector' = 'blackhole')").Count);

    [Fact]
    public void A_key_makes_its_columns_NOT_NULL()
    {
        Run("CREATE TABLE t (a INT, b STRING, PRIMARY KEY (b) NOT ENFORCED) WITH ('connector' = 'blackhole')");
        var table = _catalog.FindTable("t")!;
        Assert.Equal([1], table.PrimaryKey);
        Assert.Equal(["INT", "STRING NOT NULL"], table.Schema.Fields.Select(field => field.Type.ToString()));
    }

    [Fact]
    public void Names_are_taken_once_unless_IF_NOT_EXISTS()
    {
        Run(Orders);
        Assert.Equal(ErrorCode.DuplicateName, Errors(Orders)[0].Code);
        Run("CREATE TABLE IF NOT EXISTS orders (nothing INT) WITH ('connector' = 'nowhere')");
        Assert.Equal(3, _catalog.FindTable("orders")!.Schema.Count);
    }

    [Fact]
    public void DROP_removes_and_complains()
    {
        Run(Orders + "DROP TABLE orders; DROP TABLE IF EXISTS orders;" + Orders);
        Assert.Equal("did you mean orders?", Errors("DROP TABLE ordres")[0].Hint);
        Assert.Equal("`orders` is a table, not a view".Replace("`", ""), Errors("DROP VIEW orders")[0].Message);
    }

    [Fact]
    public void LIKE_takes_over_columns_and_options()
    {
        Run(Orders + "CREATE TABLE more (extra STRING) WITH ('path' = 'm.json', 'json.ignore-parse-errors' = 'true') LIKE orders;");
        var table = _catalog.UseTable(new Identifier(default, "more"));
        Assert.Equal(["id", "buyer", "amount", "extra"], table.Schema.Fields.Select(field => field.Name));
        Assert.Equal(("m.json", "filesystem"), (table.Options["path"], table.Connector));
    }

    [Theory]
    [InlineData("CREATE TABLE m (id INT) LIKE orders", ErrorCode.DuplicateName)]
    [InlineData("CREATE TABLE m (x INT) WITH ('path' = 'y') LIKE orders (INCLUDING OPTIONS)", ErrorCode.DuplicateName)]
    [InlineData("CREATE TABLE m (x INT) LIKE order_s", ErrorCode.UnknownTable)]
    [InlineData("CREATE TABLE m (x INT) LIKE orders (OVERWRITING ALL)", ErrorCode.Unsupported)]
    public void LIKE_refuses_what_contradicts(string sql, ErrorCode code)
    {
        Run(Orders);
        Assert.Equal(code, Errors(sql)[0].Code);
    }

    [Fact]
    public void LIKE_leaves_out_what_is_excluded()
    {
        Run(Orders + "CREATE TABLE m (x INT) WITH ('connector' = 'print') LIKE orders (EXCLUDING ALL)");
        Assert.Equal(["connector"], _catalog.FindTable("m")!.Options.Keys);
    }

    [Theory]
    [InlineData(
        "'connector' = 'filesystem', 'path' = 'x', 'format' = 'json', 'pth' = 'y'",
        ErrorCode.UnknownOption,
        "did you mean 'path'?"
    )]
    [InlineData("'connector' = 'filesystem', 'format' = 'json'", ErrorCode.MissingOption, null)]
    [InlineData("'connector' = 'filesystem', 'path' = 'x'", ErrorCode.MissingOption, null)]
    [InlineData("'path' = 'x', 'format' = 'json'", ErrorCode.MissingOption, null)]
    [InlineData("'connector' = 'filesystm', 'path' = 'x', 'format' = 'json'", ErrorCode.UnknownConnector, "did you mean 'filesystem'?")]
    [InlineData("'connector' = 'filesystem', 'path' = 'x', 'format' = 'jsn'", ErrorCode.UnknownConnector, "did you mean 'json'?")]
    [InlineData(
        "'connector' = 'filesystem', 'path' = 'x', 'format' = 'json', 'json.ignore-parse-errors' = 'maybe'",
        ErrorCode.BadOption,
        null
    )]
    [InlineData(
        "'connector' = 'filesystem', 'path' = 'x', 'format' = 'json', 'json.timestamp-format.standard' = 'ISO8601'",
        ErrorCode.BadOption,
        "did you mean 'ISO-8601'?"
    )]
    [InlineData("'connector' = 'blackhole', 'format' = 'json'", ErrorCode.UnknownOption, null)]
    [InlineData("'connector' = 'blackhole', 'json.ignore-parse-errors' = 'true'", ErrorCode.UnknownOption, null)]
    public void Options_are_checked_when_a_table_is_used(string options, ErrorCode code, string? hint)
    {
        var error = Assert.Single(UseErrors(options));
        Assert.Equal(code, error.Code);
        if (hint is not null) Assert.Equal(hint, error.Hint);
    }

    [Fact]
    public void Hints_override_options()
    {
        Run(Orders);
        var hint = Assert
            .IsType<InsertStatement>(
                Parser.Parse(new SourceText("t.sql", "INSERT INTO orders /*+ OPTIONS('path' = 'z.json') */ SELECT 1")).OrThrow()[0]
            )
            .Hints;
        Assert.Equal("z.json", _catalog.UseTable(new Identifier(default, "orders"), hint).Options["path"]);
        Assert.Equal("o.json", _catalog.FindTable("orders")!.Options["path"]);
    }

    [Fact]
    public void Metadata_must_be_known_to_the_connector()
    {
        Run(
            "CREATE TABLE t (id INT, n STRING METADATA FROM 'file.nam') WITH ('connector' = 'filesystem', 'path' = 'x', 'format' = 'json')"
        );
        Assert.Equal("did you mean 'file.name'?", Assert.Single(_catalog.CheckOptions(_catalog.FindTable("t")!)).Hint);
    }

    [Theory]
    [InlineData("Asia/Shanghai", 8)]
    [InlineData("GMT+08:00", 8)]
    [InlineData("UTC", 0)]
    public void SET_changes_the_session_time_zone(string zone, int hours)
    {
        Run($"SET 'table.local-time-zone' = '{zone}'");
        Assert.Equal(
            TimeSpan.FromHours(hours),
            _catalog.Context.TimeZone.GetUtcOffset(new DateTime(2025, 11, 11, 0, 0, 0, DateTimeKind.Utc))
        );
        Run("RESET 'table.local-time-zone'");
        Assert.Equal(TimeZoneInfo.Utc, _catalog.Context.TimeZone);
    }

    [Theory]
    [InlineData("'table.local-time-zone' = 'Asia/Shanghia'", ErrorCode.BadOption, "did you mean 'Asia/Shanghai'?")]
    [InlineData("'table.exec.state.ttl' = 'two days'", ErrorCode.BadOption, null)]
    [InlineData("'tally.allowed-latenes' = '1 min'", ErrorCode.UnknownOption, "did you mean 'tally.allowed-lateness'?")]
    public void A_wrong_setting_is_refused(string setting, ErrorCode code, string? hint)
    {
        var error = Assert.Single(Errors($"SET {setting}"));
        Assert.Equal((code, hint), (error.Code, error.Hint));
    }

    [Fact]
    public void A_setting_of_Flink_is_kept_with_a_warning()
    {
        Run("SET 'pipeline.name' = 'x'; SET 'table.exec.state.ttl' = '2 d'");
        Assert.Equal("x", _catalog.Settings["pipeline.name"]);
        Assert.Contains("'pipeline.name'", Assert.Single(_catalog.Warnings).Message);
        Run("RESET");
        Assert.Empty(_catalog.Settings);
    }

    [Theory]
    [InlineData("2 d", 172_800_000)]
    [InlineData("30s", 30_000)]
    [InlineData("10 Min", 600_000)]
    [InlineData("250", 250)]
    [InlineData("1 week", -1)]
    [InlineData("-1 s", -1)]
    [InlineData("", -1)]
    public void Durations_are_read_as_in_Flink(string text, double milliseconds) =>
        Assert.Equal(milliseconds, Durations.TryParse(text, out var duration) ? duration.TotalMilliseconds : -1);

    [Fact]
    public void DESCRIBE_and_SHOW_list_what_is_there()
    {
        Run(Orders);
        CatalogListing Show(string sql) =>
            CatalogListing.Of(Assert.IsType<ShowStatement>(Parser.Parse(new SourceText("t.sql", sql)).OrThrow()[0]), _catalog);
        Assert.Equal("orders", Assert.Single(Show("SHOW TABLES").Rows)[0]);
        Assert.Equal(["amount", "DECIMAL(10, 2)", "TRUE", "", "", ""], Show("DESCRIBE orders").Rows[2]);
        Assert.Equal(Orders.TrimEnd(';'), Show("SHOW CREATE TABLE orders").Rows[0][0]);
        Assert.Throws<SqlException>(() => Show("DESCRIBE nothing"));
    }
}
