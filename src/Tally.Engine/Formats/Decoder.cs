using Tally.Engine.Columns;
using Tally.Log;

namespace Tally.Engine.Formats;

/// <summary>Turns the bytes of records into columns, only those that some query reads. Belongs to one thread.</summary>
public abstract class Decoder
{
    /// <summary>Decodes the records from <paramref name="start"/> up to <paramref name="start"/> + <paramref name="count"/>; never throws
    /// for what the bytes hold.</summary>
    public abstract void Decode(RecordBlock block, int start, int count, DecodedRows into);

    /// <summary>The records that follow come from a file whose first record names its fields; called before each run of them.</summary>
    public virtual void UseHeader(byte[] header) { }
}

/// <summary>What a decoder made of a run of records: columns, which record each row came from, and the records that did not
/// decode.</summary>
/// <remarks>
/// Owned by the caller and reused, the columns too: a decoder makes <see cref="Columns"/> when they are empty and fills them again at its
/// next call with this
/// object. So one decoder (and its dictionaries) serves several of these in turn: the live ring holds some while the next is filled. Text
/// may lie in the
/// block's own bytes: block and rows are released together.
/// </remarks>
public sealed class DecodedRows
{
    /// <summary>The number of rows.</summary>
    public int Count;

    /// <summary>One column for each of the decoder's fields.</summary>
    public Column[] Columns = [];

    /// <summary>The index in the block of the record of each row (a record may give no row, or several); null when row i is record start +
    /// i.</summary>
    public int[]? Records;

    /// <summary>The records that did not decode, in order.</summary>
    public readonly List<BadRecord> Bad = [];
}

/// <summary>A record that did not decode, and why: found, expected, where.</summary>
/// <param name="Record">The index in the block.</param>
/// <param name="Kind">A short stable word for the counter: json, type, utf8, too-long, null-time, …</param>
public readonly record struct BadRecord(int Record, string Kind, string Reason);

/// <summary>What a decoder is made for.</summary>
/// <param name="Fields">The columns to decode, in output order.</param>
/// <param name="FieldIndexes">The index of each among the table's physical columns (its place in a CSV line or a pattern).</param>
/// <param name="AllFields">All physical columns of the table.</param>
/// <param name="AsCodes">For each field whether a text column should come as dictionary codes.</param>
/// <param name="Options">The table's options; a format reads its own ("json.ignore-parse-errors").</param>
/// <param name="TimeZone">The session time zone.</param>
public sealed record DecoderRequest(IReadOnlyList<Field> Fields, IReadOnlyList<int> FieldIndexes, IReadOnlyList<Field> AllFields,
    IReadOnlyList<bool> AsCodes,
    IReadOnlyDictionary<string, string> Options, TimeZoneInfo TimeZone);
