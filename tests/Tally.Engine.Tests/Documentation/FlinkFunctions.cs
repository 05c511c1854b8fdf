using Tally.Engine.Expressions.Functions;
using Tally.Engine.Operators.Aggregation;

namespace Tally.Engine.Tests.Documentation;

/// <summary>Every name that SHOW FUNCTIONS of Apache Flink 2.3.0 gives, and what it is here.</summary>
static class FlinkFunctions
{
    const string Operator = "yes, an operator";
    const string OfTable = "no: of Flink's Table API, SQL has no such function";

    public static IReadOnlyList<string> Names { get; } =
        [.. File.ReadAllLines(Path.Combine(SeedScripts.Root, "tests/Tally.Engine.Tests/Documentation/flink-functions.txt"))
            .Where(line => line.Length > 0)];

    // Flink's own names for what SQL writes in another way.
    static readonly Dictionary<string, string> Written = new()
    {
        ["CHARLENGTH"] = "CHAR_LENGTH", ["CONVERTTZ"] = "CONVERT_TZ", ["CURRENTDATABASE"] = "CURRENT_DATABASE",
        ["CURRENTDATE"] = "CURRENT_DATE",
        ["CURRENTROWTIMESTAMP"] = "CURRENT_ROW_TIMESTAMP", ["CURRENTTIME"] = "CURRENT_TIME", ["CURRENTTIMESTAMP"] = "CURRENT_TIMESTAMP",
        ["DATEFORMAT"] = "DATE_FORMAT", ["FROMBASE64"] = "FROM_BASE64", ["FROMUNIXTIME"] = "FROM_UNIXTIME", ["IFTHENELSE"] = "IF",
        ["LOWERCASE"] = "LOWER",
        ["PARSEURL"] = "PARSE_URL", ["RANDINTEGER"] = "RAND_INTEGER", ["REGEXPEXTRACT"] = "REGEXP_EXTRACT",
        ["REGEXPREPLACE"] = "REGEXP_REPLACE",
        ["SPLITINDEX"] = "SPLIT_INDEX", ["STDDEVPOP"] = "STDDEV_POP", ["STDDEVSAMP"] = "STDDEV_SAMP", ["STRTOMAP"] = "STR_TO_MAP",
        ["TOBASE64"] = "TO_BASE64",
        ["TODATE"] = "TO_DATE", ["TOTIMESTAMP"] = "TO_TIMESTAMP", ["UNIXTIMESTAMP"] = "UNIX_TIMESTAMP", ["UPPERCASE"] = "UPPER",
        ["VARPOP"] = "VAR_POP",
        ["VARSAMP"] = "VAR_SAMP", ["JSON_ARRAYAGG_ABSENT_ON_NULL"] = "JSON_ARRAYAGG", ["JSON_ARRAYAGG_NULL_ON_NULL"] = "JSON_ARRAYAGG",
        ["JSON_OBJECTAGG_ABSENT_ON_NULL"] = "JSON_OBJECTAGG", ["JSON_OBJECTAGG_NULL_ON_NULL"] = "JSON_OBJECTAGG",
    };

    static readonly Dictionary<string, string> Others = new()
    {
        ["AND"] = Operator, ["AS"] = Operator, ["ASC"] = Operator, ["BETWEEN"] = Operator, ["CAST"] = Operator, ["DESC"] = Operator,
        ["DISTINCT"] = Operator,
        ["DIVIDE"] = "yes, `/`", ["EQUALS"] = "yes, `=`", ["GREATERTHAN"] = "yes, `>`", ["GREATERTHANOREQUAL"] = "yes, `>=`",
        ["IN"] = Operator,
        ["ISFALSE"] = "yes, `IS FALSE`", ["ISNOTFALSE"] = "yes, `IS NOT FALSE`", ["ISNOTNULL"] = "yes, `IS NOT NULL`",
        ["ISNOTTRUE"] = "yes, `IS NOT TRUE`",
        ["ISNULL"] = "yes, `IS NULL`", ["ISTRUE"] = "yes, `IS TRUE`", ["IS_JSON"] = "yes, `IS JSON`", ["LESSTHAN"] = "yes, `<`",
        ["LESSTHANOREQUAL"] = "yes, `<=`", ["LIKE"] = Operator, ["MINUS"] = "yes, `-`", ["MINUSPREFIX"] = "yes, `-x`", ["NOT"] = Operator,
        ["NOTBETWEEN"] = "yes, `NOT BETWEEN`", ["NOTEQUALS"] = "yes, `<>`", ["OR"] = Operator, ["OVER"] = Operator, ["PLUS"] = "yes, `+`",
        ["SIMILAR"] = "yes, `SIMILAR TO`", ["TEMPORALOVERLAPS"] = "yes, `OVERLAPS`", ["TIMES"] = "yes, `*`", ["TRY_CAST"] = Operator,
        ["ARRAY"] = "yes, `ARRAY[…]`", ["MAP"] = "yes, `MAP[…]`", ["ROW"] = "yes, `ROW(…)`", ["AT"] = "yes, `x[i]`",
        ["GET"] = "yes, `x.field`",
        ["LAG"] = "yes, with OVER", ["LEAD"] = "no: refused in a stream by Flink, too", ["SUM0"] = "no: internal to Flink",
        ["AGG_DECIMAL_MINUS"] = "no: internal to Flink", ["AGG_DECIMAL_PLUS"] = "no: internal to Flink",
        ["HIVE_AGG_DECIMAL_PLUS"] = "no: Hive's",
        ["ML_PREDICT"] = "no: models are not supported", ["OBJECT_OF"] = "no: structured types are not supported",
        ["OBJECT_UPDATE"] = "no: structured types are not supported",
        ["SOURCE_WATERMARK"] = "no: no source of Tally has a watermark of its own",
        ["ROWTIME"] = OfTable, ["RANGETO"] = OfTable, ["REINTERPRETCAST"] = OfTable, ["ASSIGNMENT"] = OfTable, ["START"] = OfTable,
        ["END"] = OfTable,
        ["STREAMRECORDTIMESTAMP"] = OfTable, ["WITHCOLUMNS"] = OfTable, ["WITHOUTCOLUMNS"] = OfTable, ["FLATTEN"] = OfTable,
    };

    // What Tally does on purpose in another way, or what a reader would not expect.
    static readonly Dictionary<string, string> Differs = new()
    {
        ["CONVERT_TZ"] = "a constant zone that does not exist is refused; Flink takes UTC",
        ["REGEXP"] = "time is linear in the text", ["TO_DATE"] = "a date that the calendar does not have is NULL; Flink rolls it over",
        ["STDDEV_POP"] = "OVER too is computed by Welford's method; Flink's old formula loses digits there",
        ["STDDEV_SAMP"] = "as STDDEV_POP", ["VAR_POP"] = "as STDDEV_POP", ["VAR_SAMP"] = "as STDDEV_POP",
        ["LISTAGG"] = "with DISTINCT in the order of arrival; Flink's order is that of a hash table",
        ["TRY_CAST"] = "a text such as '100%' is NULL; Flink reads 100",
    };

    /// <summary>What a name is here: yes, no, or how it differs.</summary>
    public static string Answer(string name)
    {
        if (Others.TryGetValue(name, out var other)) return Differs.TryGetValue(name, out var how) ? $"{other}; {how}" : other;
        var written = Written.GetValueOrDefault(name, name);
        var isThere = FunctionRegistry.Default.Find(written) is not null || AggregateRegistry.IsAggregate(written);
        var shown = written == name ? "yes" : $"yes, `{written}`";
        return !isThere ? "no" : Differs.TryGetValue(written, out var differs) ? $"{shown}; {differs}" : shown;
    }
}
