using Tally.Engine.Columns;
using Tally.Engine.Sql;
using Xunit;

namespace Tally.Engine.Tests.Expressions;

/// <summary>Arrays, maps, rows, and JSON text.</summary>
public sealed class CollectionFunctionTests
{
    [Theory]
    [InlineData("ARRAY[1, NULL, 3000000000]", "ARRAY<BIGINT> NOT NULL", "[1, NULL, 3000000000]")]
    [InlineData("ARRAY[1, 2][2]", "INT", "2")]
    [InlineData("ARRAY[1, 2][3]", "INT", "NULL")]
    [InlineData("MAP['a', 1, 'bb', 2]['bb']", "INT", "2")]
    [InlineData("MAP['a', 1, 'a', 2]", "MAP<CHAR(1) NOT NULL, INT NOT NULL> NOT NULL", "{a=2}")]
    [InlineData("MAP['a', 1]['b']", "INT", "NULL")]
    [InlineData("ROW(1, 'x')", "ROW<`EXPR$0` INT NOT NULL, `EXPR$1` CHAR(1) NOT NULL> NOT NULL", "(1, x)")]
    [InlineData("CARDINALITY(ARRAY[1, 2])", "INT NOT NULL", "2")]
    [InlineData("ELEMENT(ARRAY[7])", "INT", "7")]
    [InlineData("ARRAY_CONTAINS(ARRAY[1, 2], 2)", "BOOLEAN NOT NULL", "TRUE")]
    [InlineData("ARRAY_POSITION(ARRAY['a', 'b'], 'c')", "INT NOT NULL", "0")]
    [InlineData("ARRAY_APPEND(ARRAY[1], 2.5)", "ARRAY<DECIMAL(11, 1) NOT NULL> NOT NULL", "[1.0, 2.5]")]
    [InlineData("ARRAY_PREPEND(ARRAY[2], 1)", "ARRAY<INT NOT NULL> NOT NULL", "[1, 2]")]
    [InlineData("ARRAY_REMOVE(ARRAY[1, 2, 1], 1)", "ARRAY<INT NOT NULL> NOT NULL", "[2]")]
    [InlineData("ARRAY_UNION(ARRAY[1, 2, 2], ARRAY[2, 3])", "ARRAY<INT NOT NULL> NOT NULL", "[1, 2, 3]")]
    [InlineData("ARRAY_SLICE(ARRAY[1, 2, 3, 4, 5], -2)", "ARRAY<INT NOT NULL> NOT NULL", "[4, 5]")]
    [InlineData("ARRAY_SLICE(ARRAY[1, 2, 3], 3, 2)", "ARRAY<INT NOT NULL> NOT NULL", "[]")]
    [InlineData("ARRAY_SORT(ARRAY[3, NULL, 1])", "ARRAY<INT> NOT NULL", "[NULL, 1, 3]")]
    [InlineData("ARRAY_SORT(ARRAY[3, NULL, 1], FALSE)", "ARRAY<INT> NOT NULL", "[3, 1, NULL]")]
    [InlineData("ARRAY_SORT(ARRAY[3, NULL, 1], TRUE, FALSE)", "ARRAY<INT> NOT NULL", "[1, 3, NULL]")]
    [InlineData("ARRAY_MAX(ARRAY[3, NULL, 7])", "INT", "7")]
    [InlineData("ARRAY_JOIN(ARRAY['a', NULL], '+', '?')", "STRING NOT NULL", "a+?")]
    [InlineData("SPLIT('a,,b', ',')", "ARRAY<STRING> NOT NULL", "[a, , b]")]
    [InlineData("MAP_FROM_ARRAYS(ARRAY['a'], ARRAY[1])", "MAP<CHAR(1) NOT NULL, INT NOT NULL> NOT NULL", "{a=1}")]
    [InlineData("STR_TO_MAP('a=1,b=2')['b']", "STRING", "2")]
    [InlineData("STR_TO_MAP('a=1,b=,,')", "MAP<STRING, STRING>", "{a=1, b=}")]
    public void Results_are_those_of_Flink(string sql, string type, string value)
    {
        Assert.Equal(type, Eval.Empty.Type(sql));
        Assert.Equal(value, Eval.Empty.Value($"CAST({sql} AS STRING)"));
    }

    [Theory]
    [InlineData("ARRAY[1][0]", ErrorCode.BadArgument)]
    [InlineData("ARRAY[1]['a']", ErrorCode.BadArgument)]
    [InlineData("MAP['a', 1][1]", ErrorCode.BadArgument)]
    [InlineData("ARRAY[1, 'a']", ErrorCode.TypeMismatch)]
    [InlineData("ROW(1).nothing", ErrorCode.UnknownColumn)]
    [InlineData("MAP['a']", ErrorCode.BadArgumentCount)]
    public void Wrong_use_is_refused(string sql, ErrorCode code) => Assert.Equal(code, Eval.Empty.Refused(sql).Code);

    [Fact]
    public void Rows_of_arrays_keep_their_places()
    {
        var rows = new Eval().With("i", SqlType.Int, "1", null, "3").With("s", SqlType.String, "a", "b", null);
        Assert.Equal(["[1, 0]", "[NULL, 0]", "[3, 0]"], rows.Values("ARRAY[i, 0]"));
        Assert.Equal(["1", "NULL", "NULL"], rows.Values("ARRAY[i, 0][i]"));
        Assert.Equal(["a", "b", "NULL"], rows.Values("ROW(i, s).`EXPR$1`"));
        Assert.Equal(["1", "NULL", "NULL"], rows.Values("MAP['a', i, 'c', 7][s]"));
        Assert.Equal(["[a, x]", "[b, x]", "[NULL, x]"], rows.Values("ARRAY_CONCAT(ARRAY[s], ARRAY['x'])"));
    }

    const string Json = """'{"sku":"A","n":2,"price":1.50,"ok":true,"tags":["x","y"],"dim":{"w":null},"none":null}'""";

    [Theory]
    [InlineData("JSON_VALUE(" + Json + ", '$.price')", "1.50")]
    [InlineData("JSON_VALUE(" + Json + ", '$.n' RETURNING INT)", "2")]
    [InlineData("JSON_VALUE(" + Json + ", '$.tags[-1]')", "y")]
    [InlineData("JSON_VALUE(" + Json + ", '$.dim')", "NULL")]
    [InlineData("JSON_VALUE(" + Json + ", '$[''sku'']')", "A")]
    [InlineData("JSON_VALUE(" + Json + ", '$.x' DEFAULT 'e' ON ERROR)", "e")]
    [InlineData("JSON_VALUE(" + Json + ", 'lax $.x' DEFAULT 'm' ON EMPTY DEFAULT 'e' ON ERROR)", "m")]
    [InlineData("JSON_VALUE('no json', '$.x' DEFAULT 'e' ON ERROR)", "e")]
    [InlineData("JSON_VALUE('no json', 'lax $.x' DEFAULT 'm' ON EMPTY)", "m")]
    [InlineData("JSON_VALUE('{\"a\":1e2}', '$.a')", "1E+2")]
    [InlineData("JSON_QUERY(" + Json + ", '$.tags')", "[\"x\",\"y\"]")]
    [InlineData("JSON_QUERY(" + Json + ", '$.tags[*]')", "[\"x\",\"y\"]")]
    [InlineData("JSON_QUERY(" + Json + ", '$..w')", "[null]")]
    [InlineData("JSON_QUERY(" + Json + ", '$.sku' WITH WRAPPER)", "[\"A\"]")]
    [InlineData("JSON_QUERY(" + Json + ", '$.sku')", "NULL")]
    [InlineData("JSON_QUERY(" + Json + ", 'lax $.x' EMPTY ARRAY ON EMPTY)", "[]")]
    [InlineData("CAST(JSON_QUERY(" + Json + ", '$.tags' RETURNING ARRAY<STRING>) AS STRING)", "[x, y]")]
    [InlineData("JSON_EXISTS(" + Json + ", '$.dim.w')", "FALSE")]
    [InlineData("JSON_EXISTS(" + Json + ", '$.dim')", "TRUE")]
    [InlineData("JSON_EXISTS('x', '$.dim' TRUE ON ERROR)", "TRUE")]
    [InlineData("'[1]' IS JSON ARRAY", "TRUE")]
    [InlineData("'1 2' IS JSON", "TRUE")]
    [InlineData("CAST(NULL AS STRING) IS NOT JSON", "TRUE")]
    [InlineData("JSON_OBJECT('b' VALUE 1, 'a' VALUE CAST(NULL AS INT))", "{\"a\":null,\"b\":1}")]
    [InlineData("JSON_OBJECT('a' VALUE CAST(NULL AS INT) ABSENT ON NULL)", "{}")]
    [InlineData("JSON_ARRAY(1, 'x', TRUE, 1.50, JSON_ARRAY('n'), CAST(NULL AS INT))", "[1,\"x\",true,1.50,[\"n\"]]")]
    [InlineData("JSON_ARRAY(CAST(NULL AS INT) NULL ON NULL)", "[null]")]
    [InlineData("JSON_STRING(MAP['a', ARRAY[1, 2]])", "{\"a\":[1,2]}")]
    [InlineData("JSON_UNQUOTE(JSON_QUOTE('a\"b'))", "a\"b")]
    public void Json_functions_give_what_Flink_gives(string sql, string value) => Assert.Equal(value, Eval.Empty.Value(sql));

    [Theory]
    [InlineData("JSON_VALUE('{}', '$.a' RETURNING DATE)")]
    public void Types_that_json_value_does_not_give_are_refused(string sql) =>
        Assert.Equal(ErrorCode.BadArgument, Eval.Empty.Refused(sql).Code);

    [Fact]
    public void Error_on_error_fails_the_row() =>
        Assert.Contains("ERROR ON ERROR", Eval.Empty.Fails("JSON_VALUE('{}', '$.a' ERROR ON ERROR)").Message);
}
