using Tally.Engine.Columns;
using Tally.Engine.Sql;
using Xunit;

namespace Tally.Engine.Tests.Expressions;

/// <summary>Text functions: characters are code points, positions count from 1.</summary>
public sealed class TextFunctionTests
{
    [Theory]
    [InlineData("UPPER('éa ß')", "ÉA SS")]
    [InlineData("LOWER('ÉCLAIR')", "éclair")]
    [InlineData("INITCAP('it''S 4YOU one-two éCLAIR')", "It'S 4you One-Two éClair")]
    [InlineData("CHAR_LENGTH('😀 茶')", "3")]
    [InlineData("REVERSE('a茶😀')", "😀茶a")]
    [InlineData("SUBSTRING('éclair' FROM 2 FOR 3)", "cla")]
    [InlineData("SUBSTRING('abc', 0, 2)", "ab")]
    [InlineData("SUBSTRING('abc', -2)", "bc")]
    [InlineData("SUBSTRING('abc', -9, 2)", "")]
    [InlineData("SUBSTRING('abc', 2, -1)", "NULL")]
    [InlineData("SUBSTR('abc', 2, 2147483647)", "bc")]
    [InlineData("LEFT('😀ab', 1)", "😀")]
    [InlineData("RIGHT('ab😀', 2)", "b😀")]
    [InlineData("RIGHT('abc', -1)", "")]
    [InlineData("TRIM('  x ')", "x")]
    [InlineData("TRIM(LEADING 'xy' FROM 'xyxbyx')", "byx")]
    [InlineData("TRIM(TRAILING 'é' FROM 'caféé')", "caf")]
    [InlineData("LTRIM('  x ') || '|'", "x |")]
    [InlineData("BTRIM('--x--', '-')", "x")]
    [InlineData("LPAD('ab', 5, 'xyz')", "xyzab")]
    [InlineData("RPAD('茶', 3, '杯')", "茶杯杯")]
    [InlineData("LPAD('ab', 5, '')", "NULL")]
    [InlineData("REPEAT('ab', 0)", "")]
    [InlineData("POSITION('杯' IN '茶杯')", "2")]
    [InlineData("LOCATE('a', 'banana', 3)", "4")]
    [InlineData("INSTR('banana', 'a', 1, 3)", "6")]
    [InlineData("INSTR('banana', 'a', -1, 2)", "4")]
    [InlineData("REPLACE('aaa', 'aa', 'b')", "ba")]
    [InlineData("REPLACE('a中', '', '-')", "-a-中-")]
    [InlineData("OVERLAY('Green Tea' PLACING 'XX' FROM 2 FOR 4)", "GXX Tea")]
    [InlineData("OVERLAY('abc' PLACING 'x' FROM 9)", "abc")]
    [InlineData("CONCAT('a', 'b', 'c')", "abc")]
    [InlineData("CONCAT_WS('-', 'a', CAST(NULL AS STRING), '')", "a-")]
    [InlineData("ASCII('')", "0")]
    [InlineData("CHR(321)", "A")]
    [InlineData("SPLIT_INDEX('a,,b', ',', 1)", "")]
    [InlineData("SPLIT_INDEX('a,b', ',', 2)", "NULL")]
    [InlineData("SPLIT_INDEX('', ',', 0)", "NULL")]
    [InlineData("SPLIT_INDEX('a=b', 61, 1)", "b")]
    [InlineData("SPLIT_INDEX('a=b', 300, 0)", "NULL")]
    [InlineData("STARTSWITH('tea', '')", "TRUE")]
    [InlineData("ENDSWITH('tea', 'tea!')", "FALSE")]
    [InlineData("TRANSLATE3('tea', 'ta', 'T')", "Te")]
    [InlineData("ELT(2, 'a', 'b')", "b")]
    [InlineData("HEX(255)", "FF")]
    [InlineData("HEX('茶')", "E88CB6")]
    [InlineData("BIN(5)", "101")]
    [InlineData("FROM_BASE64(TO_BASE64('茶'))", "茶")]
    [InlineData("DECODE(ENCODE('a茶', 'UTF-16'), 'UTF-16')", "a茶")]
    [InlineData("URL_ENCODE('a b/茶')", "a+b%2F%E8%8C%B6")]
    [InlineData("URL_DECODE('caf%C3%A9+x')", "café x")]
    [InlineData("URL_DECODE('100%')", "NULL")]
    [InlineData("PARSE_URL('http://ann:pw@shop.test:80/a/b?x=1&y=2#top', 'HOST')", "shop.test")]
    [InlineData("PARSE_URL('http://shop.test/a?x=1&y=2', 'QUERY', 'y')", "2")]
    [InlineData("PARSE_URL('no address', 'HOST')", "NULL")]
    [InlineData("IS_DIGIT('42a')", "FALSE")]
    public void Results_are_those_of_Flink(string sql, string value) => Assert.Equal(value, Eval.Empty.Value(sql));

    [Theory]
    [InlineData("'SKU-100' LIKE 'SKU%'", "TRUE")]
    [InlineData("'a😀b' LIKE 'a_b'", "TRUE")]
    [InlineData("'axxb' LIKE 'a_b'", "FALSE")]
    [InlineData("'abcabd' LIKE '%ab_'", "TRUE")]
    [InlineData("'one two three' LIKE '%two%three'", "TRUE")]
    [InlineData("'a.b' LIKE 'a.b'", "TRUE")]
    [InlineData("'acb' LIKE 'a.b'", "FALSE")]
    [InlineData("'' LIKE '%'", "TRUE")]
    [InlineData("'100%' LIKE '100!%' ESCAPE '!'", "TRUE")]
    [InlineData("'1000' LIKE '100!%' ESCAPE '!'", "FALSE")]
    [InlineData(@"'a\b' LIKE 'a\_'", "TRUE")]
    [InlineData("'SKU-42' SIMILAR TO 'SKU-[0-9]+'", "TRUE")]
    [InlineData("'tea' NOT SIMILAR TO '(coffee|te_)%'", "FALSE")]
    [InlineData("REGEXP('green', '[a-c]r')", "FALSE")]
    [InlineData("REGEXP('x', '')", "FALSE")]
    [InlineData("REGEXP('x', '(')", "FALSE")]
    [InlineData("REGEXP_EXTRACT('id=42;', 'id=([0-9]+)', 1)", "42")]
    [InlineData("REGEXP_EXTRACT('id=42;', 'id=([0-9]+)', 2)", "NULL")]
    [InlineData(@"REGEXP_REPLACE('ÉCa', '\w', '$1')", "É$1$1")]
    [InlineData("REGEXP_REPLACE('😀a', '.', '-')", "--")]
    [InlineData("REGEXP_REPLACE('a', '[', '-')", "NULL")]
    [InlineData("REGEXP_COUNT('banana', 'an')", "2")]
    [InlineData("REGEXP_INSTR('red-17', '[0-9]')", "5")]
    [InlineData("CAST(REGEXP_EXTRACT_ALL('a=1,b=2', '([a-z])=([0-9])', 2) AS STRING)", "[1, 2]")]
    public void Patterns_match_as_in_Flink(string sql, string value) => Assert.Equal(value, Eval.Empty.Value(sql));

    [Fact]
    public void Patterns_may_be_columns()
    {
        var rows = new Eval().With("s", SqlType.String, "100%", "tea", "a_b", null).With("p", SqlType.String, "100!%", "t%", "a__", "%");
        Assert.Equal(["TRUE", "TRUE", "TRUE", "NULL"], rows.Values("s LIKE p ESCAPE '!' OR s LIKE p"));
        Assert.Equal(["FALSE", "TRUE", "FALSE", "NULL"], rows.Values("REGEXP(s, '^t')"));
    }

    [Theory]
    [InlineData("MD5('süß')", "3c3ba10408cc06f68b76c9b001734c57")]
    [InlineData("SHA1('')", "da39a3ee5e6b4b0d3255bfef95601890afd80709")]
    [InlineData("SHA224('')", "d14a028c2a3a2bc9476102bb288234c415a2b01f828ea62ac5b3e42f")]
    [InlineData(
        "SHA224('abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq')",
        "75388b16512776cc5dba5da1fd890150b0c6455cb4f58b1952522525"
    )]
    [InlineData("SHA2('abc', 224)", "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7")]
    [InlineData("SHA256('abc')", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    public void Hashes_are_those_of_the_standards(string sql, string value) => Assert.Equal(value, Eval.Empty.Value(sql));

    [Theory]
    [InlineData("UPPER(s10)", "VARCHAR(10)")]
    [InlineData("UPPER('abc')", "CHAR(3) NOT NULL")]
    [InlineData("'[' || s10 || ']'", "VARCHAR(12)")]
    [InlineData("'a' || 'b'", "CHAR(2) NOT NULL")]
    [InlineData("SUBSTRING('abc', 2)", "VARCHAR(3)")]
    [InlineData("TRIM('abc')", "VARCHAR(3) NOT NULL")]
    [InlineData("REPLACE('a', 'b', 'c')", "STRING NOT NULL")]
    [InlineData("REVERSE('a')", "STRING")]
    [InlineData("MD5('a')", "CHAR(32) NOT NULL")]
    [InlineData("CHR(65)", "STRING")]
    [InlineData("CHAR_LENGTH('a')", "INT NOT NULL")]
    public void Types_are_those_of_Flink(string sql, string type) =>
        Assert.Equal(type, new Eval().With("s10", SqlType.VarChar(10), "x").Type(sql));

    [Theory]
    [InlineData("UPPER(1)", ErrorCode.BadArgument)]
    [InlineData("UPPER('a', 'b')", ErrorCode.BadArgumentCount)]
    [InlineData("MOD(1)", ErrorCode.BadArgumentCount)]
    [InlineData("ABS('x')", ErrorCode.BadArgument)]
    [InlineData("SUBSTRING('abc', 'a')", ErrorCode.BadArgument)]
    [InlineData("'a' || 1", ErrorCode.BadArgument)]
    [InlineData("'a' LIKE 'b' ESCAPE '!!'", ErrorCode.BadArgument)]
    [InlineData("'a' LIKE 'a!b' ESCAPE '!'", ErrorCode.BadArgument)]
    [InlineData("SHOUT('a')", ErrorCode.UnknownFunction)]
    [InlineData("UPPER(DISTINCT 'a')", ErrorCode.MisplacedAggregate)]
    public void Wrong_calls_are_refused(string sql, ErrorCode code) => Assert.Equal(code, Eval.Empty.Refused(sql).Code);

    [Fact]
    public void A_wrong_name_gets_a_near_one()
    {
        var error = Eval.Empty.Refused("UPER('a')");
        Assert.Equal("did you mean UPPER?", error.Hint);
        Assert.Equal((0, 4), (error.Span.Start, error.Span.Length));
    }

    [Fact]
    public void A_wrong_argument_is_pointed_at()
    {
        var error = Eval.Empty.Refused("CONCAT('a', 42)");
        Assert.Equal((12, 2), (error.Span.Start, error.Span.Length));
    }

    [Fact]
    public void Results_must_stay_small() => Assert.Contains("MB", Eval.Empty.Fails("REPEAT('abc', 2000000000)").Message);

    [Fact]
    public void Predicates_over_codes_are_the_same_as_over_text()
    {
        var dictionary = new StringDictionary();
        var codes = new StringColumn();
        string?[] values = ["paid", "new", null, "paid", "", "sent"];
        codes.ResetCodes(values.Length, dictionary);
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] is null) codes.SetNull(i);
            else codes.Codes![i] = dictionary.Add(System.Text.Encoding.UTF8.GetBytes(values[i]!));
        }
        var coded = new Eval().With("s", codes, SqlType.String);
        var plain = new Eval().With("s", SqlType.String, values);
        foreach (
            var sql in new[]
            {
                "s = 'paid'",
                "s <> 'paid'",
                "s > 'new'",
                "s IN ('new', 'sent')",
                "s LIKE '%a%'",
                "UPPER(s)",
                "s || '!'",
                "COALESCE(s, 'none')",
                "CASE WHEN s = '' THEN 'empty' ELSE s END",
            }
        )
            Assert.Equal(plain.Values(sql), coded.Values(sql));
    }
}
