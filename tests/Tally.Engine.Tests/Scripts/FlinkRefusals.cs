using System.Text.RegularExpressions;
using Tally.Engine.Sql;
using static Tally.Engine.Sql.ErrorCode;

namespace Tally.Engine.Tests.Scripts;

/// <summary>What Flink's words for a refusal mean among our codes: a script is refused for the same reason, in whatever words.</summary>
static class FlinkRefusals
{
    /// <summary>Some of Flink's words, and the codes that say the same.</summary>
    public sealed record Reason(string Words, params ErrorCode[] Codes);

    /// <summary>The first that matches counts, so what a row did comes before what the job says about it.</summary>
    public static IReadOnlyList<Reason> Reasons { get; } =
    [
        // The text is no SQL.
        new(@"Encountered ""<EOF>""", UnexpectedToken, Unterminated),
        new(@"ParseException: (Encountered|Incorrect syntax)", UnexpectedToken),
        new(@"Non-query expression encountered|Bang equal", UnexpectedToken),
        new(@"Illegal \w+ literal|Numeric literal .* out of range|Interval field value|Decimal scale must be", BadLiteral),
        // A name is not known, or known twice.
        new(@"(Object|Table) '.*' not found|A catalog with name .* does not exist", UnknownTable),
        new(@"Column '.*' not found|rowtime attribute field '.*' is not defined", UnknownColumn),
        new(@"Unknown identifier '[A-Z]+'", UnknownType),
        new(@"Unknown identifier", UnknownColumn),
        new(@"Column '.*' is ambiguous", AmbiguousColumn),
        new(@"No match found for function signature", UnknownFunction),
        new(@"already exists in|Duplicate relation name|A column with the same name", DuplicateName),
        // Flink trips over an unknown PARTITION BY of SESSION.
        new(@"IndexOutOfBoundsException: bit < 0", UnknownColumn),
        // Types do not fit.
        new(@"Cannot apply '(TUMBLE|HOP|CUMULATE|SESSION)'", BadWindow),
        new(@"Cannot apply '.*' to arguments|implicit type conversion", BadArgument, TypeMismatch),
        new(@"Array element access needs|Invalid escape character|Unsupported call: ROW_NUMBER", BadArgument),
        new(@"Unsupported argument type|Invalid input arguments", BadArgument, TypeMismatch),
        new(@"Invalid number of arguments", BadArgumentCount),
        new(@"only support the count of one field", BadArgument, BadArgumentCount),
        new(@"must be a condition|Illegal mixing of types|Illegal use of 'NULL'|Type mismatch in column", TypeMismatch),
        new(@"Values passed to VALUES operator|Column types of query result and sink", TypeMismatch, ColumnCount),
        new(@"Cast function cannot convert|The cast from \w+ type to \w+ type is not allowed", BadCast),
        new(@"Column count mismatch|must have same degree as table|VIEW definition and input fields not match", ColumnCount),
        // The query has no meaning over a stream.
        new(@"is not being grouped", NotGrouped),
        new(
            @"Aggregate expression is illegal|Aggregate expressions cannot be nested|FILTER must be applied to aggregate",
            MisplacedAggregate
        ),
        new(@"table function based aggregate requires|table function parameters must satisfy|Window aggregate only support", BadWindow),
        new(@"Call to auxiliary group function|in a type with no fields|requires the timecol to be TIMESTAMP", BadWindow),
        new(@"requires the timecol is a time attribute type|for watermark definition", BadTimeAttribute),
        new(@"Sort on a non-time-attribute|Rank end is not specified|only be ordered in ASCENDING mode", UnboundedSort),
        // Tables and their connectors.
        new(@"do not contain an option key|required options are missing", MissingOption),
        new(@"Unsupported options found", UnknownOption),
        new(
            @"Unsupported value '|Unrecognized option for|shouldn't both be true|only supports single physical column|Invalid time zone",
            BadOption
        ),
        new(@"Could not find any (format )?factory", UnknownConnector),
        new(@"FileNotFoundException", Unreachable),
        // A row.
        new(@"Fail(ed)? to deserialize (at field|JSON)|Row length mismatch|Too many entries", BadRow),
        new(@"is NOT NULL, however, a null value|RowTime field should not be null", UnexpectedNull),
        new(@"^JobExecutionException: Job execution failed|Invalid JSON string in JSON\(value\)", EvaluationFailed),
        // Neither runs it.
        new(@"(is|are|does) not support(ed)?|Unsupported use of OVER windows|Greedy quantifiers are not allowed", Unsupported),
        new(
            @"requires primary key in versioned table|must not contain a WITHIN GROUP|is currently only supported inside JSON_ARRAY",
            Unsupported
        ),
    ];

    /// <summary>Where we say another thing than Flink, on purpose.</summary>
    static readonly Dictionary<string, ErrorCode> s_otherwise = new()
    {
        // Aggregates name what they take, numbers and types of arguments in one sentence.
        ["level1/errors/argument_count_sum"] = BadArgument,
        // Flink takes a bare time column for a name that it does not know; we say that DESCRIPTOR is missing.
        ["level1/windows/error_missing_descriptor"] = BadWindow,
    };

    /// <summary>What is wrong with a refusal of a script with these codes, or null.</summary>
    /// <param name="words">Flink's.</param>
    public static string? Compare(string script, string words, IReadOnlyList<ErrorCode> codes)
    {
        if (Of(words) is not { } reason)
            return $"no reason of {nameof(FlinkRefusals)} fits Flink's words: {words.TrimEnd().Split('\n')[^1]}";
        var expected = s_otherwise.TryGetValue(script, out var other) ? [other] : reason.Codes;
        return codes.All(expected.Contains)
            ? null
            : $"refused as {string.Join(", ", codes.Distinct())}, Flink's words mean {string.Join(" or ", expected)}";
    }

    /// <summary>The reason that Flink's words give, or null.</summary>
    public static Reason? Of(string words) => Reasons.FirstOrDefault(reason => Regex.IsMatch(words, reason.Words, RegexOptions.Multiline));
}
