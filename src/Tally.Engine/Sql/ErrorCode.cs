namespace Tally.Engine.Sql;

/// <summary>The stable numbers of SQL errors, written TLY1001 and so on; docs/errors.md is made from this list.</summary>
public enum ErrorCode
{
    // 10xx: the text is no SQL.

    /// <summary>Something else was expected here.</summary>
    UnexpectedToken = 1001,

    /// <summary>A string, a quoted name or a comment is not closed.</summary>
    Unterminated = 1002,

    /// <summary>A literal is not a value of its type.</summary>
    BadLiteral = 1003,

    /// <summary>Expressions or queries are nested too deeply.</summary>
    TooDeep = 1004,

    // 11xx: a name is not known, or known twice.

    /// <summary>No table or view has this name.</summary>
    UnknownTable = 1101,

    /// <summary>No column has this name here.</summary>
    UnknownColumn = 1102,

    /// <summary>More than one column has this name here.</summary>
    AmbiguousColumn = 1103,

    /// <summary>No function has this name.</summary>
    UnknownFunction = 1104,

    /// <summary>No type has this name.</summary>
    UnknownType = 1105,

    /// <summary>The name is taken already.</summary>
    DuplicateName = 1106,

    // 12xx: types do not fit.

    /// <summary>A function or operator does not take arguments of these types.</summary>
    BadArgument = 1201,

    /// <summary>A function takes another number of arguments.</summary>
    BadArgumentCount = 1202,

    /// <summary>Types do not meet in one.</summary>
    TypeMismatch = 1203,

    /// <summary>There is no CAST between these types.</summary>
    BadCast = 1204,

    /// <summary>The numbers of columns do not match.</summary>
    ColumnCount = 1205,

    // 13xx: the query has no meaning over a stream.

    /// <summary>A column is neither grouped nor inside an aggregate.</summary>
    NotGrouped = 1301,

    /// <summary>An aggregate stands where none may stand.</summary>
    MisplacedAggregate = 1302,

    /// <summary>A window function is used wrongly.</summary>
    BadWindow = 1303,

    /// <summary>A watermark or time attribute is missing or not allowed.</summary>
    BadTimeAttribute = 1304,

    /// <summary>A stream cannot be sorted, ranked or limited like this.</summary>
    UnboundedSort = 1305,

    // 14xx: tables and their connectors.

    /// <summary>A required option is missing.</summary>
    MissingOption = 1401,

    /// <summary>The connector or format has no such option.</summary>
    UnknownOption = 1402,

    /// <summary>The value of an option is not allowed.</summary>
    BadOption = 1403,

    /// <summary>There is no such connector or format.</summary>
    UnknownConnector = 1404,

    /// <summary>A file, folder or address cannot be reached.</summary>
    Unreachable = 1405,

    // 15xx: valid Flink SQL that Tally does not run, or that nobody runs.

    /// <summary>Not supported.</summary>
    Unsupported = 1501,

    // 16xx: a row stopped a bounded query.

    /// <summary>A row does not decode.</summary>
    BadRow = 1601,

    /// <summary>An expression failed: division by zero, a cast, a pattern.</summary>
    EvaluationFailed = 1602,

    /// <summary>A NULL arrived in a NOT NULL column or time attribute.</summary>
    UnexpectedNull = 1603,
}
