using Tally.Engine.Catalog;
using Tally.Engine.Columns;

namespace Tally.Engine.Formats.AccessLog;

/// <summary>The format 'access-log': lines of a web server's access log, columns by the names of what they hold.</summary>
sealed class AccessLogFormat : IFormat
{
    public string Name => "access-log";

    public IReadOnlyList<OptionDefinition> Options { get; } =
    [
        new("access-log.pattern", "string", null, false,
            "A name (common, combined, vcombined, w3c, caddy, …), a pattern with variables ($remote_addr [$time_local] \"$request\" "
                + "$status), "
            + "or a server's own behind nginx: or apache:; default: what each line is."),
    ];

    public RecordSplit Split(IReadOnlyDictionary<string, string> options) => new(null);

    public Decoder CreateDecoder(DecoderRequest request) =>
        CreateDecoder(request, isScalar: Environment.GetEnvironmentVariable("TALLY_FORCE_SCALAR") == "1");

    /// <summary>Makes a decoder that may be forced to read byte by byte, for tests of the faster path.</summary>
    internal Decoder CreateDecoder(DecoderRequest request, bool isScalar) =>
        new AccessLogDecoder(request, Pattern(request.Options), isScalar);

    /// <summary>What the first line is that is a whole line of an access log, by the name of its pattern; null when none is.</summary>
    public static string? Recognize(IEnumerable<string> lines) => AnyLineScan.Recognize(lines);

    /// <summary>The pattern, its name in small letters; null: each line is recognized.</summary>
    static string? Pattern(IReadOnlyDictionary<string, string> options)
    {
        if (new FormatOptions(options, "access-log").Text("pattern") is not { } text) return null;
        return AccessLogPresets.Names.Contains(text.ToLowerInvariant()) ? text.ToLowerInvariant() : text;
    }

    public Encoder? CreateEncoder(Schema schema, IReadOnlyDictionary<string, string> options, TimeZoneInfo timeZone) => null;
}
