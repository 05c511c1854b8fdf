using Tally.Engine.Catalog;
using Tally.Engine.Columns;
using Tally.Engine.Formats.Values;

namespace Tally.Engine.Formats.Json;

/// <summary>Makes the readers of JSON fields.</summary>
sealed class JsonReaders(bool isIso, bool ignoreErrors, bool failOnMissing, bool isScalar) : ReaderFactory<JsonSyntax>(default, isScalar)
{
    protected override bool CutsFractions => true;

    // Where errors are to be NULL as in Flink, an offset is such an error.
    protected override TimestampForm Timestamps(bool hasZone) =>
        new(isIso ? (byte)'T' : (byte)' ', NeedsSeconds: !isIso, hasZone, Trims: false) { TakesOffset = isIso && !ignoreErrors };

    protected override FieldReader CreateNested(SqlType type) => type.Kind switch
    {
        TypeKind.Array => new JsonArrayReader(type, Create(type.Element!), ignoreErrors),
        TypeKind.Map or TypeKind.Multiset =>
            CreateMap(type, type.Kind == TypeKind.Map ? type.Key! : type.Element!, type.Kind == TypeKind.Map ? type.Element! : SqlType.Int),
        TypeKind.Row => new JsonRowReader(type, [.. type.Fields.Select(field => Create(field.Type))], ignoreErrors, failOnMissing),
        _ => throw new OptionException($"format 'json' has no values of type {type}"),
    };

    JsonMapReader CreateMap(SqlType type, SqlType key, SqlType value) => key.IsText
        ? new(type, Create(key), Create(value), ignoreErrors)
        : throw new OptionException($"format 'json' has no maps with keys other than text: {type}");
}

/// <summary>Reads a field that holds other values; speed is not its concern.</summary>
abstract class JsonNestedReader(SqlType type, bool ignoreErrors) : FieldReader(type)
{
    protected bool IgnoreErrors => ignoreErrors;

    public override void Begin(Column column, int count) => column.Reset(0);

    public override void Read(byte[] bytes, SliceTable table, int field, int firstRow, Column column, RowFaults faults)
    {
        for (var row = 0; row < table.Rows; row++)
        {
            var slice = table.Slices[row * table.FieldCount + field];
            if (!Append(bytes, slice, column)) faults.TakeBad(firstRow + row, field, bytes.AsSpan(slice.Start, slice.Length));
            else if (slice.IsMissing) faults.TakeMissing(firstRow + row, field);
        }
    }

    public sealed override bool Append(byte[] bytes, ValueSlice slice, Column column)
    {
        var isRight = !slice.IsAbsent && !slice.IsPlain && bytes[slice.Start] == Opening && bytes[slice.Start - 1] != '"';
        if (!isRight)
        {
            column.AppendNull();
            return slice.IsAbsent;
        }
        var cursor = new JsonCursor(bytes.AsSpan(0, slice.Start + slice.Length), slice.Start + 1);
        cursor.SkipSpace();
        return AppendContent(bytes, ref cursor, column) || ignoreErrors;
    }

    /// <summary>The bracket with which its values start.</summary>
    protected abstract byte Opening { get; }

    /// <summary>Appends exactly one value from what stands between the brackets, which is known to be well formed.</summary>
    protected abstract bool AppendContent(byte[] bytes, ref JsonCursor cursor, Column column);

    /// <summary>Passes the comma or the closing bracket; false when there is nothing more.</summary>
    protected static bool MoveNext(ref JsonCursor cursor)
    {
        cursor.SkipSpace();
        var hasMore = cursor.TryTake((byte)',');
        cursor.SkipSpace();
        return hasMore;
    }
}
