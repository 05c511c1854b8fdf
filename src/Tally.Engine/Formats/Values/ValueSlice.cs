namespace Tally.Engine.Formats.Values;

// From bytes to columns, in two steps.
//
// First a format finds, for a run of records, where the text of every wanted field lies and checks that the record is well formed: a table
// of
// slices. Then one reader per field turns its slices into values, a column at a time: a tight loop over one type. Every format has its own
// first step
// and shares the second; what a format's text means besides (quotes, escapes, what is text and what a bare number) is its syntax.

/// <summary>Where the text of one field of one row lies in the block's bytes, or that there is none.</summary>
/// <remarks>The sign of the length says what is special: −1 missing, −2 null, −3 − n: n bytes that must be rewritten before they are the
/// value.</remarks>
readonly struct ValueSlice
{
    const int MissingLength = -1, NullLength = -2, FirstRewrittenLength = -3;

    public readonly int Start;
    readonly int _length;

    ValueSlice(int start, int length) => (Start, _length) = (start, length);

    /// <summary>The record does not have the field.</summary>
    public static ValueSlice Missing => new(0, MissingLength);

    /// <summary>The record says that the field is NULL.</summary>
    public static ValueSlice Null => new(0, NullLength);

    /// <summary>The bytes are the value's text.</summary>
    public static ValueSlice Plain(int start, int length) => new(start, length);

    /// <summary>The bytes hold escapes or a nested value; the format's syntax makes the value's text of them.</summary>
    public static ValueSlice Rewritten(int start, int length) => new(start, FirstRewrittenLength - length);

    public bool IsPlain => _length >= 0;
    public bool IsMissing => _length == MissingLength;
    public bool IsAbsent => _length is MissingLength or NullLength;

    /// <summary>The number of bytes as they lie in the record.</summary>
    public int Length => _length >= 0 ? _length : FirstRewrittenLength - _length;
}
