using System.Text;
using Tally.Engine.Columns;

namespace Tally.Engine.Formats.Values;

/// <summary>What is wrong with the values of a batch: collects the rows that cannot stay, or lets them pass as NULL.</summary>
/// <param name="fields">The decoder's fields, for messages.</param>
/// <param name="ignoreErrors">A value that does not convert is NULL.</param>
/// <param name="failOnMissing">A field that a record does not have is an error, not NULL.</param>
sealed class RowFaults(IReadOnlyList<Field> fields, bool ignoreErrors, bool failOnMissing)
{
    const int ShownBytes = 60;

    readonly List<(int Row, string Reason)> _faults = [];

    public bool IgnoreErrors => ignoreErrors;

    /// <summary>The faulty rows, in no order; a row may be named more than once.</summary>
    public IReadOnlyList<(int Row, string Reason)> List => _faults;

    public void Clear() => _faults.Clear();

    /// <summary>Handles a row without the field: NULL, unless every field must be there.</summary>
    public void TakeMissing(int row, int field)
    {
        if (failOnMissing) _faults.Add((row, $"field '{fields[field].Name}' is missing, expected every column to be in the record"));
    }

    /// <summary>Handles a value that does not convert.</summary>
    public void TakeBad(int row, int field, ReadOnlySpan<byte> text)
    {
        if (!ignoreErrors)
            _faults.Add((row,
                $"field '{fields[field].Name}': found {Show(text)}, expected {fields[field].Type.WithNullable(true)}"
                    + $"{TimeHint(text, fields[field].Type)}"));
    }

    // Times are what is most often written in another way than a format reads.
    static string TimeHint(ReadOnlySpan<byte> text, SqlType type)
    {
        if (!type.IsTimestamp || text.Length < 8) return "";
        if (text.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0)
            return $"; a number is read as BIGINT, and TO_TIMESTAMP_LTZ(x, {(text.Length > 11 ? 3 : 0)}) makes a time of it";
        if (text.Length < 16 || text[10] is not ((byte)'T' or (byte)' ')) return "";
        return text[10] == 'T' || text.LastIndexOfAny((byte)'+', (byte)'-') > 15
            ? "; 'json.timestamp-format.standard' (or 'csv.…') = 'ISO-8601' reads T and offsets, into TIMESTAMP_LTZ where there is one"
            : "";
    }

    /// <summary>The text of a value for a message: quoted, shortened, without control characters.</summary>
    public static string Show(ReadOnlySpan<byte> text)
    {
        var shown = Encoding.UTF8.GetString(text[..Math.Min(text.Length, ShownBytes)]).ToCharArray();
        for (var i = 0; i < shown.Length; i++)
            if (char.IsControl(shown[i])) shown[i] = '·';
        return $"'{new string(shown)}{(text.Length > ShownBytes ? "…" : "")}'";
    }
}
