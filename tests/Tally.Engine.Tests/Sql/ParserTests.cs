using Tally.Engine.Sql;
using Tally.Engine.Sql.Ast;
using Xunit;

namespace Tally.Engine.Tests.Sql;

public class ParserTests
{
    static T One<T>(string sql)
        where T : Statement => Assert.IsType<T>(Assert.Single(Parser.Parse(new SourceText("test.sql", sql)).OrThrow()));

    static SqlExpression Expression(string sql) => Parser.ParseExpression(new SourceText("test.sql", sql));

    /// <summary>The tree of an expression with all parentheses.</summary>
    static string Shape(SqlExpression node) =>
        node switch
        {
            BinaryExpression binary => $"({Shape(binary.Left)} {binary.Operator} {Shape(binary.Right)})",
            UnaryExpression unary => $"({unary.Operator} {Shape(unary.Operand)})",
            IsExpression test => $"({Shape(test.Operand)} IS {(test.Negated ? "NOT " : "")}{test.What})",
            BetweenExpression between => $"({Shape(between.Operand)} BETWEEN {Shape(between.Low)} AND {Shape(between.High)})",
            InListExpression list => $"({Shape(list.Operand)} IN {list.Items.Length})",
            LikeExpression like => $"({Shape(like.Operand)} LIKE {Shape(like.Pattern)})",
            IndexExpression index => $"{Shape(index.Operand)}[{Shape(index.Index)}]",
            FieldExpression field => $"{Shape(field.Operand)}.{field.Field.Name}",
            CallExpression call =>
                $"{call.Name}({string.Join(", ", call.Arguments.Select(Shape))})"
                    + $"{string.Concat(call.Clauses.Select(clause => $" {clause.Text}"))}",
            SymbolExpression symbol => $":{symbol.Name}",
            _ => node.Span.ToString(),
        };

    [Theory]
    [InlineData("a + b * c - d", "((a + (b * c)) - d)")]
    [InlineData("a || b + c", "((a || b) + c)")]
    [InlineData("- a * b", "((- a) * b)")]
    [InlineData("- a[1].b", "(- a[1].b)")]
    [InlineData("NOT a = b AND c OR d", "(((NOT (a = b)) AND c) OR d)")]
    [InlineData("a = b IS NULL", "((a = b) IS NULL)")]
    [InlineData("a IS NULL IS NOT TRUE", "((a IS NULL) IS NOT TRUE)")]
    [InlineData("a = b IN (1, 2)", "(a = (b IN 2))")]
    [InlineData("a BETWEEN b + 1 AND c AND d", "((a BETWEEN (b + 1) AND c) AND d)")]
    [InlineData("a LIKE b || 'x' AND c", "((a LIKE (b || 'x')) AND c)")]
    [InlineData("a IS NOT DISTINCT FROM b + c", "(a IS NOT DISTINCT FROM (b + c))")]
    [InlineData("a = NOT b AND c", "((a = (NOT b)) AND c)")]
    [InlineData("a AND b AND c AND d", "((a AND b) AND (c AND d))")]
    [InlineData("f(a).b[c + 1]", "f(a).b[(c + 1)]")]
    [InlineData("EXTRACT(DAY FROM ts)", "EXTRACT(:DAY, ts)")]
    [InlineData("FLOOR(ts TO HOUR)", "FLOOR(ts, :HOUR)")]
    [InlineData("TIMESTAMPDIFF(SECOND, a, b)", "TIMESTAMPDIFF(:SECOND, a, b)")]
    [InlineData("TRIM(LEADING 'x' FROM a)", "TRIM(:LEADING, 'x', a)")]
    [InlineData("SUBSTRING(a FROM 2 FOR 3)", "SUBSTRING(a, 2, 3)")]
    [InlineData("POSITION('x' IN a)", "POSITION('x', a)")]
    [InlineData("OVERLAY(a PLACING b FROM 1 FOR 2)", "OVERLAY(a, b, 1, 2)")]
    [InlineData("JSON_VALUE(a, '$.b' RETURNING INT DEFAULT 1 ON EMPTY)", "JSON_VALUE(a, '$.b') RETURNING INT DEFAULT ON EMPTY")]
    [InlineData("JSON_QUERY(a, 'b' WITH CONDITIONAL ARRAY WRAPPER)", "JSON_QUERY(a, 'b') WITH CONDITIONAL WRAPPER")]
    [InlineData("JSON_OBJECT(KEY 'a' VALUE b, 'c' : d ABSENT ON NULL)", "JSON_OBJECT('a', b, 'c', d) ABSENT ON NULL")]
    public void Operators_bind_as_in_Flink(string sql, string shape) => Assert.Equal(shape, Shape(Expression(sql)));

    [Fact]
    public void An_interval_keeps_what_was_written()
    {
        var interval = Assert.IsType<IntervalLiteral>(Expression("INTERVAL -'1 02:03' DAYS(3) TO MINUTE"));
        Assert.Equal(
            ("1 02:03", true, "DAY", "MINUTE", 3),
            (interval.Text, interval.Negative, interval.From, interval.To, interval.Precision)
        );
    }

    [Theory]
    [InlineData("DECIMAL(12, 2) NOT NULL", "DECIMAL")]
    [InlineData("TIMESTAMP(3) WITH LOCAL TIME ZONE", "TIMESTAMP_LTZ")]
    [InlineData("TIMESTAMP(3) WITHOUT TIME ZONE", "TIMESTAMP")]
    [InlineData("CHARACTER VARYING(3)", "VARCHAR")]
    [InlineData("DOUBLE PRECISION", "DOUBLE")]
    [InlineData("ARRAY<ROW<a INT, b MAP<STRING, ARRAY<INT>>>>", "ARRAY")]
    [InlineData("INT NOT NULL ARRAY", "ARRAY")]
    public void Types_have_one_name_each(string sql, string name)
    {
        var cast = Assert.IsType<CastExpression>(Expression($"CAST(x AS {sql})"));
        Assert.Equal((name, sql), (cast.Type.Name, cast.Type.Span.ToString()));
    }

    [Fact]
    public void Comments_directly_above_a_statement_belong_to_it()
    {
        const string Sql = """
            -- not this one

            -- @title Sales per minute
            --@unit yuan
            CREATE VIEW v AS SELECT 1; -- behind
            -- @title Second
            /* nor this */ SELECT '
            -- text' AS x;
            -- above
            -- @chart line
              SELECT 2;
            """;
        var statements = Parser.Parse(new SourceText("test.sql", Sql)).OrThrow();
        Assert.Equal(["@title Sales per minute", "@unit yuan"], statements[0].Comments);
        Assert.Empty(statements[1].Comments);
        Assert.Equal(["above", "@chart line"], statements[2].Comments);
    }

    [Theory]
    [InlineData("SET 'table.local-time-zone' = 'Asia/Shanghai'", "table.local-time-zone", "Asia/Shanghai")]
    [InlineData("SET table.exec.state.ttl = 2 d;", "table.exec.state.ttl", "2 d")]
    [InlineData("set 'a' = ''", "a", "")]
    [InlineData("SET", null, null)]
    public void SET_takes_quotes_or_none(string sql, string? key, string? value)
    {
        var set = One<SetStatement>(sql);
        Assert.Equal((key, value), (set.Key, set.Value));
    }

    [Fact]
    public void CREATE_TABLE_keeps_every_part()
    {
        var table = One<CreateTableStatement>("""
            CREATE TEMPORARY TABLE IF NOT EXISTS t (id INT NOT NULL, m STRING METADATA
                FROM 'k' VIRTUAL, c AS id + 1 COMMENT 'next', PRIMARY KEY (id) NOT ENFORCED,
              WATERMARK FOR ts AS ts - INTERVAL '5' SECOND) COMMENT 'all'
                  WITH ('connector' = 'print', 'a' = 'it''s') LIKE s (EXCLUDING ALL INCLUDING OPTIONS)
            """
        );
        Assert.True(
            table is { Temporary: true, IfNotExists: true, Comment: "all", PrimaryKey.NotEnforced: true, Watermark.Column.Name: "ts" }
        );
        Assert.True(
            table.Columns
                is [
                    { Type.NotNull: true },
                    { IsMetadata: true, MetadataKey: "k", IsVirtual: true },
                    { Expression: BinaryExpression, Comment: "next" },
                ]
        );
        Assert.Equal("it's", table.Options[1].Value.Value);
        Assert.Equal(["EXCLUDING ALL", "INCLUDING OPTIONS"], table.Like!.Rules);
    }

    [Fact]
    public void Statement_sets_hold_inserts()
    {
        var set = One<StatementSetStatement>(
            "EXECUTE STATEMENT SET BEGIN\n-- first\nINSERT INTO a SELECT 1; INSERT INTO b (x, y) VALUES (1, 2); END;"
        );
        Assert.Equal(["a", "b"], set.Inserts.Select(insert => insert.Table.Name));
        Assert.Equal(["first"], set.Inserts[0].Comments);
        Assert.Equal(
            2,
            One<StatementSetStatement>("BEGIN STATEMENT SET; INSERT INTO a SELECT 1; INSERT INTO b SELECT 2; END").Inserts.Length
        );
    }

    [Fact]
    public void Window_functions_may_be_written_in_two_ways_and_with_names()
    {
        var select = Assert.IsType<SelectBody>(
            One<SelectStatement>(
                "SELECT * FROM TABLE(SESSION(DATA => TABLE t PARTITION BY (a, b), TIMECOL => DESCRIPTOR(ts), GAP => INTERVAL '1' DAY))"
            ).Query.Body
        );
        var function = Assert.IsType<FunctionTable>(select.From);
        Assert.Equal("SESSION", function.Name);
        Assert.Equal(["DATA", "TIMECOL", "GAP"], function.Arguments.Select(argument => argument.Name!.Name));
        Assert.Equal(2, function.Arguments[0].PartitionBy.Length);
        Assert.Equal("ts", Assert.Single(function.Arguments[1].Descriptor!.Value).Name);
        Assert.IsType<FunctionTable>(
            Assert
                .IsType<SelectBody>(One<SelectStatement>("SELECT * FROM TUMBLE((SELECT 1), DESCRIPTOR(ts), INTERVAL '1' DAY) w").Query.Body)
                .From
        );
    }

    [Fact]
    public void Every_node_of_every_seed_lies_inside_its_text()
    {
        foreach (var (path, sql) in SeedScripts.All.Where(seed => !seed.Path.EndsWith("mistakes.sql", StringComparison.Ordinal)))
        {
            var source = new SourceText(path, sql);
            foreach (var statement in Parser.Parse(source).OrThrow()) Spans.Check(statement, source);
        }
    }
}
