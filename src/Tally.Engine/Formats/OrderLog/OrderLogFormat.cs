using Tally.Engine.Catalog;
using Tally.Engine.Columns;

namespace Tally.Engine.Formats.OrderLog;

/// <summary>The format 'order-log': "key: value | key: [ … ; … ]", columns by key.</summary>
sealed class OrderLogFormat : IFormat
{
    public string Name => "order-log";

    public IReadOnlyList<OptionDefinition> Options { get; } = [];

    public RecordSplit Split(IReadOnlyDictionary<string, string> options) => new(null);

    public Decoder CreateDecoder(DecoderRequest request) =>
        new OrderLogDecoder(request, isScalar: Environment.GetEnvironmentVariable("TALLY_FORCE_SCALAR") == "1");

    public Encoder CreateEncoder(Schema schema, IReadOnlyDictionary<string, string> options, TimeZoneInfo timeZone) =>
        new OrderLogEncoder(schema);
}
