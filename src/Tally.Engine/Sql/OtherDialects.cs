namespace Tally.Engine.Sql;

/// <summary>What people write who come from other databases, and how it is said here.</summary>
static class OtherDialects
{
    static readonly Dictionary<string, string> s_functions = new(StringComparer.OrdinalIgnoreCase)
    {
        ["DATE_TRUNC"] = "write FLOOR(ts TO HOUR), or group by a window: TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '1' HOUR)",
        ["TRUNC"] = "write TRUNCATE(x, n) for numbers, FLOOR(ts TO DAY) for times",
        ["DATEDIFF"] = "write TIMESTAMPDIFF(DAY, a, b)",
        ["DATE_DIFF"] = "write TIMESTAMPDIFF(DAY, a, b)",
        ["DATE_ADD"] = "write ts + INTERVAL '1' DAY",
        ["DATEADD"] = "write ts + INTERVAL '1' DAY, or TIMESTAMPADD(DAY, 1, ts)",
        ["DATE_SUB"] = "write ts - INTERVAL '1' DAY",
        ["STRFTIME"] = "write DATE_FORMAT(ts, 'yyyy-MM-dd')",
        ["TO_CHAR"] = "write DATE_FORMAT(ts, 'yyyy-MM-dd'), or CAST(x AS STRING)",
        ["DATE_PART"] = "write EXTRACT(HOUR FROM ts)",
        ["EPOCH"] = "write UNIX_TIMESTAMP(text), or EXTRACT(EPOCH FROM ts)",
        ["MEDIAN"] = "write PERCENTILE(x, 0.5)",
        ["PERCENTILE_CONT"] = "write PERCENTILE(x, 0.5)",
        ["PERCENTILE_DISC"] = "write PERCENTILE(x, 0.5)",
        ["QUANTILE"] = "write PERCENTILE(x, 0.5)",
        ["QUANTILE_CONT"] = "write PERCENTILE(x, 0.5)",
        ["APPROX_PERCENTILE"] = "write PERCENTILE(x, 0.5)",
        ["APPROX_QUANTILE"] = "write PERCENTILE(x, 0.5)",
        ["NVL"] = "write COALESCE(a, b)",
        ["ISNULL"] = "write x IS NULL, or COALESCE(a, b)",
        ["IIF"] = "write IF(condition, a, b)",
        ["STRING_AGG"] = "write LISTAGG(x, ',')",
        ["GROUP_CONCAT"] = "write LISTAGG(x, ',')",
        ["LIST"] = "write ARRAY_AGG(x)",
        ["UNIQ"] = "write COUNT(DISTINCT x)",
        ["APPROX_COUNT_DISTINCT"] = "write COUNT(DISTINCT x): it is exact",
        ["COUNTIF"] = "write COUNT(*) FILTER (WHERE condition)",
        ["COUNT_IF"] = "write COUNT(*) FILTER (WHERE condition)",
        ["LEN"] = "write CHAR_LENGTH(x)",
        ["LENGTH"] = "write CHAR_LENGTH(x)",
        ["STRPOS"] = "write POSITION('a' IN x)",
        ["SUBSTR"] = "write SUBSTRING(x, from, length)",
        ["REGEXP_MATCHES"] = "write REGEXP(x, pattern)",
        ["READ_CSV"] = "write FROM 'file.csv'",
        ["READ_CSV_AUTO"] = "write FROM 'file.csv'",
        ["READ_JSON"] = "write FROM 'file.json'",
        ["READ_JSON_AUTO"] = "write FROM 'file.json'",
        ["READ_PARQUET"] = "Parquet is not read; json, csv and access logs are: FROM 'file.csv'",
        ["FILE"] = "write FROM 'file.csv'",
    };

    static readonly Dictionary<string, string> s_statements = new(StringComparer.OrdinalIgnoreCase)
    {
        ["SUMMARIZE"] =
            "tally schema FILE prints columns and types; SELECT MIN(x), MAX(x), COUNT(DISTINCT x) FROM 'file.csv' summarizes one",
        ["COPY"] = "tally sql \"SELECT …\" -o FILE.csv writes a result; INSERT INTO a table of the connector filesystem does too",
        ["PRAGMA"] = "SET 'key' = 'value' sets an option, SHOW TABLES lists tables",
        ["ATTACH"] = "FROM 'file.csv' reads a file; CREATE TABLE … WITH ('connector' = 'jdbc') a table of PostgreSQL",
        ["FROM"] = "begin with SELECT *",
    };

    /// <summary>How the function is written here; null when there is nothing to say.</summary>
    public static string? OfFunction(string name) => s_functions.GetValueOrDefault(name);

    /// <summary>What does the work of a statement here; null when there is nothing to say.</summary>
    public static string? OfStatement(string verb) => s_statements.GetValueOrDefault(verb);
}
