using System.Text;
using Tally.Engine.Columns;
using Tally.Engine.Execution.Printing;

namespace Tally.Engine.Tests.Scripts;

/// <summary>Keeps the last result as CSV, with its columns.</summary>
sealed class RecordingPrinter : IResultPrinter
{
    readonly MemoryStream _text = new();
    CsvPrinter? _csv;

    public Schema Schema { get; private set; } = new([]);

    public string Csv => Encoding.UTF8.GetString(_text.ToArray());

    public IResultPrinter For(TimeZoneInfo zone)
    {
        _csv = new(_text, zone);
        return this;
    }

    public void Begin(Schema schema)
    {
        Schema = schema;
        _text.SetLength(0);
        _csv!.Begin(schema);
    }

    public void Write(Batch batch) => _csv!.Write(batch);

    public void End() => _csv!.End();
}
