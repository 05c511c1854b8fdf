using System.Buffers;
using Tally.Engine.Columns;
using Tally.Engine.Formats;
using Tally.Engine.Formats.Json;

namespace Tally.Engine.Execution.Printing;

/// <summary>One JSON object a line, as the format 'json' writes it, so that it reads back as the same columns.</summary>
public sealed class JsonPrinter(Stream output, TimeZoneInfo timeZone) : IResultPrinter
{
    static readonly Dictionary<string, string> s_options = new() { ["json.encode.decimal-as-plain-number"] = "true" };

    readonly ArrayBufferWriter<byte> _lines = new(64 * 1024);
    Encoder? _encoder;

    public void Begin(Schema schema) =>
        _encoder = schema.Fields.Any(field => HasOtherKeys(field.Type))
            ? new CellEncoder(schema, new(timeZone))
            : new JsonFormat().CreateEncoder(schema, s_options, timeZone);

    public void Write(Batch batch)
    {
        for (var row = 0; row < batch.Count; row++)
        {
            _encoder!.Encode(batch, row, _lines);
            _lines.Write("\n"u8);
        }
        output.Write(_lines.WrittenSpan);
        _lines.ResetWrittenCount();
    }

    public void End() => output.Flush();

    // The format has no maps whose keys are not text, but they can be shown.
    static bool HasOtherKeys(SqlType type) => type.Kind switch
    {
        TypeKind.Map => !type.Key!.IsText || HasOtherKeys(type.Element!),
        TypeKind.Multiset => !type.Element!.IsText,
        TypeKind.Array => HasOtherKeys(type.Element!),
        TypeKind.Row => type.Fields.Any(field => HasOtherKeys(field.Type)),
        _ => false,
    };

    sealed class CellEncoder(Schema schema, CellText text) : Encoder
    {
        readonly SqlType _row = SqlType.Row([.. schema.Fields]);

        public override void Encode(Batch batch, int row, IBufferWriter<byte> output) =>
            CellJson.WriteRow(output, batch.Columns, row, _row, text);
    }
}
