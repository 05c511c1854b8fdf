using System.Text.Unicode;
using Tally.Engine.Columns;
using Tally.Engine.Formats.Values;

namespace Tally.Engine.Formats.AccessLog;

/// <summary>Takes a line of a log apart.</summary>
interface ILineScan
{
    /// <summary>What its lines are called.</summary>
    string Name { get; }

    /// <summary>What is wrong with the line after a call that returned <see cref="LineKind.Bad"/>.</summary>
    string Reason { get; }

    /// <summary>Fills the row with the slices of the line's values.</summary>
    LineKind Scan(byte[] bytes, int start, int end, Span<ValueSlice> row);
}

/// <summary>What a line is.</summary>
enum LineKind
{
    Row,
    Bad,

    /// <summary>No request: a comment that says what follows.</summary>
    Comment,
}

/// <summary>The fields of a table that the values of a line go to.</summary>
sealed class LineTargets(IReadOnlyList<Field> fields)
{
    /// <summary>The fields that a variable fills.</summary>
    public int[] Of(string variable) =>
        [.. Enumerable.Range(0, fields.Count).Where(field => AccessLogColumns.Fills(variable, fields[field].Name))];

    /// <summary>Whether a field holds text as it is; of another only one value can be read.</summary>
    public bool IsText(int field) => fields[field].Type.Kind is TypeKind.Char or TypeKind.VarChar;

    /// <summary>Where a value lies; a - alone is none.</summary>
    /// <param name="hasEscapes">Whether a backslash stands in it.</param>
    /// <param name="isAscii">Whether it is known to be ASCII.</param>
    public static ValueSlice Slice(byte[] bytes, int start, int end, bool hasEscapes, bool isAscii)
    {
        if (end - start == 1 && bytes[start] == '-') return ValueSlice.Null;
        var mustRewrite = hasEscapes || (!isAscii && !Utf8.IsValid(bytes.AsSpan(start, end - start)));
        return mustRewrite ? ValueSlice.Rewritten(start, end - start) : ValueSlice.Plain(start, end - start);
    }
}
