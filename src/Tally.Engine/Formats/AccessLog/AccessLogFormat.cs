using Tally.Engine.Catalog;
using Tally.Engine.Columns;

namespace Tally.Engine.Formats.AccessLog;

/// <summary>The format 'access-log': lines of a web server's access log, columns by the names of what they hold.</summary>
public sealed class AccessLogFormat : IFormat
{
    public string Name => "access-log";

    public IReadOnlyList<OptionDefinition> Options { get; } =
    [
        new("access-log.pattern", "string", "combined", false, "common, combined, or a pattern with variables: $remote_addr [$time_local] \"$request\" $status"),
    ];

    public RecordSplit Split(IReadOnlyDictionary<string, string> options) => new(null);

    public Decoder CreateDecoder(DecoderRequest request) => CreateDecoder(request, isScalar: Environment.GetEnvironmentVariable("TALLY_FORCE_SCALAR") == "1");

    /// <summary>Makes a decoder that may be forced to read byte by byte, for tests of the faster path.</summary>
    internal Decoder CreateDecoder(DecoderRequest request, bool isScalar) => new AccessLogDecoder(request, Pattern(request.Options), isScalar);

    static AccessLogPattern Pattern(IReadOnlyDictionary<string, string> options) => AccessLogPattern.Parse(new FormatOptions(options, "access-log").Text("pattern") ?? "combined");

    public Encoder? CreateEncoder(Schema schema, IReadOnlyDictionary<string, string> options, TimeZoneInfo timeZone) => null;
}
