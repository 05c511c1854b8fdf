using Tally.Engine.Catalog;
using Tally.Engine.Columns;

namespace Tally.Engine.Formats;

/// <summary>A format that a table may have: its options, its decoder and its encoder.</summary>
public interface IFormat
{
    /// <summary>The value of the option 'format'.</summary>
    string Name { get; }

    /// <summary>The options, named with the format's prefix ("json.ignore-parse-errors").</summary>
    IReadOnlyList<OptionDefinition> Options { get; }

    /// <summary>How a file is cut into records.</summary>
    RecordSplit Split(IReadOnlyDictionary<string, string> options);

    /// <summary>Makes a decoder for one thread.</summary>
    /// <exception cref="OptionException">The columns do not fit the format; the message says which and why.</exception>
    Decoder CreateDecoder(DecoderRequest request);

    /// <summary>Makes an encoder for rows of these columns, or null when the format is only read.</summary>
    Encoder? CreateEncoder(Schema schema, IReadOnlyDictionary<string, string> options, TimeZoneInfo timeZone);
}

/// <summary>How a file is cut into records.</summary>
/// <param name="Quote">A character that, at the start of a field, opens a stretch in which a line end does not end the record (CSV); or
/// null.</param>
/// <param name="Delimiter">What ends a record; a CR before an LF is dropped.</param>
/// <param name="FieldDelimiter">What stands between fields; used only with <paramref name="Quote"/>.</param>
/// <param name="Escape">Inside quotes it makes the next character an ordinary one; or null.</param>
/// <param name="HasHeader">Whether the first record of each file names the fields and is no row.</param>
/// <param name="Comment">With which a record starts that ends at its line, whatever quotes it holds; or null.</param>
public readonly record struct RecordSplit(byte? Quote, byte Delimiter = (byte)'\n', byte FieldDelimiter = (byte)',', byte? Escape = null,
    byte? Comment = null, bool HasHeader = false);
