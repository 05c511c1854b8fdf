using System.Text;
using Tally.Engine.Columns;
using Tally.Log;

namespace Tally.Engine.Connectors.Logs;

/// <summary>Metadata columns that only records of Kafka have.</summary>
static class RecordMetadata
{
    /// <summary>The metadata key of all headers.</summary>
    public const string Headers = "headers";

    /// <summary>The metadata key of the length of the value in bytes; -1: there is none.</summary>
    public const string ValueLength = "value-length";

    /// <summary>The type of <see cref="Headers"/>.</summary>
    public static SqlType HeadersType { get; } = SqlType.Map(SqlType.String.WithNullable(false), SqlType.Bytes).WithNullable(false);

    /// <summary>Appends the value of a key for one record.</summary>
    public static void Append(string key, RecordBlock block, int record, Column into)
    {
        if (key == Headers) AppendHeaders(block.Headers?[record], (MapColumn)into);
        else if (key == ValueLength) ((Column<int>)into).Append(block.Lengths[record]);
        else throw new InvalidOperationException($"records have no metadata '{key}'");
    }

    // A name that is there twice keeps the last value, as in Flink.
    static void AppendHeaders(IReadOnlyList<KeyValuePair<string, ReadOnlyMemory<byte>>>? headers, MapColumn into)
    {
        for (var index = 0; index < (headers?.Count ?? 0); index++)
        {
            var (name, value) = headers![index];
            if (headers.Skip(index + 1).Any(later => later.Key == name)) continue;
            ((StringColumn)into.Keys).Append(Encoding.UTF8.GetBytes(name));
            ((StringColumn)into.Values).Append(value.Span);
        }
        into.EndRow();
    }
}
