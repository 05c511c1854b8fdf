using System.Text;
using Tally.Engine.Columns;
using Tally.Engine.Expressions.Functions;
using Tally.Engine.Expressions.Kernels;

namespace Tally.Engine.Expressions.Bitmaps;

/// <summary>The functions of BITMAP: built from arrays and bytes, combined, counted, and written.</summary>
static class BitmapFunctions
{
    public static IEnumerable<FunctionDefinition> All =>
    [
        new("BITMAP_BUILD", 1, 1, "BITMAP_BUILD(array)", "The set of an array's numbers.", "BITMAP_BUILD(ARRAY[1, 2, 3])", Build),
        new("BITMAP_FROM_BYTES", 1, 1, "BITMAP_FROM_BYTES(bytes)", "The set that bytes in the portable Roaring format say.",
            "BITMAP_FROM_BYTES(BITMAP_TO_BYTES(BITMAP_BUILD(ARRAY[1])))", FromBytes),
        new("BITMAP_TO_BYTES", 1, 1, "BITMAP_TO_BYTES(bitmap)", "The set in the portable Roaring format.",
            "BITMAP_TO_BYTES(BITMAP_BUILD(ARRAY[1]))",
            call => call.TextResult(call.Nullable(SqlType.Bytes), [Bitmap(call, 0)],
                (columns, row, output) => Write(columns[0].Text(row), output))),
        new("BITMAP_TO_STRING", 1, 1, "BITMAP_TO_STRING(bitmap)", "The numbers of the set, unsigned and in order.",
            "BITMAP_TO_STRING(BITMAP_BUILD(ARRAY[3, 1]))", call =>
            call.TextResult(call.Nullable(SqlType.String), [Bitmap(call, 0)],
                (columns, row, output) => WriteText(columns[0].Text(row), output))),
        new("BITMAP_TO_ARRAY", 1, 1, "BITMAP_TO_ARRAY(bitmap)", "The numbers of the set as an array of INT.",
            "BITMAP_TO_ARRAY(BITMAP_BUILD(ARRAY[3, 1]))", call =>
            call.CollectionResult(call.Nullable(SqlType.Array(SqlType.Int)), [Bitmap(call, 0)], ToArray)),
        new("BITMAP_CARDINALITY", 1, 1, "BITMAP_CARDINALITY(bitmap)", "The number of members.",
            "BITMAP_CARDINALITY(BITMAP_BUILD(ARRAY[3, 1]))",
            call => call.FixedResult(call.Nullable(SqlType.BigInt), [Bitmap(call, 0)], (Column[] columns, int row, out long result) =>
            {
                result = RoaringBitmap.Parse(columns[0].Text(row)).Count;
                return true;
            })),
        Combined("BITMAP_AND", "The members of both sets.", (left, right) => left & right),
        Combined("BITMAP_OR", "The members of either set.", (left, right) => left | right),
        Combined("BITMAP_XOR", "The members of one set but not of both.", (left, right) => left ^ right),
        Combined("BITMAP_ANDNOT", "The members of the first set that are not in the second.", (left, right) => left & ~right),
    ];

    static Expression Bitmap(FunctionCall call, int index) => call.Arguments[index].Type.Kind switch
    {
        TypeKind.Bitmap => call.Arguments[index],
        TypeKind.Null => Literal.Null(SqlType.Bitmap),
        _ => throw call.Wrong(index, "a BITMAP"),
    };

    static FunctionDefinition Combined(string name, string description, Func<ulong, ulong, ulong> operation) =>
        new(name, 2, 2, $"{name}(bitmap, bitmap)", description,
            $"BITMAP_TO_STRING({name}(BITMAP_BUILD(ARRAY[1, 2]), BITMAP_BUILD(ARRAY[2, 3])))", call =>
            call.TextResult(call.Nullable(SqlType.Bitmap), [Bitmap(call, 0), Bitmap(call, 1)], (columns, row, output) =>
                Write(RoaringBitmap.Parse(columns[0].Text(row)).With(RoaringBitmap.Parse(columns[1].Text(row)), operation).ToBytes(),
                    output)));

    static Expression Build(FunctionCall call)
    {
        if (call.Array(0).Type.Element!.Kind is not (TypeKind.TinyInt or TypeKind.SmallInt or TypeKind.Int))
            throw call.Wrong(0, "an ARRAY of INT");
        return call.TextResult(call.Nullable(SqlType.Bitmap), [call.Array(0)], (columns, row, output) =>
        {
            var array = (ArrayColumn)columns[0];
            var bitmap = new RoaringBitmap();
            for (var i = array.Start(row); i < array.Offsets[row + 1]; i++)
                if (!array.Elements.IsNull(i)) bitmap.Add((uint)array.Elements.Int(i));
            return Write(bitmap.ToBytes(), output);
        });
    }

    static Expression FromBytes(FunctionCall call)
    {
        if (!call.Arguments[0].Type.IsBinary) throw call.Wrong(0, "BYTES");
        return call.TextResult(call.Nullable(SqlType.Bitmap), [call.Arguments[0]], (columns, row, output) =>
        {
            try
            {
                return Write(RoaringBitmap.Parse(columns[0].Text(row)).ToBytes(), output);
            }
            catch (FormatException bad)
            {
                throw new EvaluationException($"BITMAP_FROM_BYTES: the bytes are no bitmap in the portable Roaring format: {bad.Message}");
            }
        });
    }

    static bool Write(ReadOnlySpan<byte> bytes, TextOutput output)
    {
        output.Write(bytes);
        return true;
    }

    /// <summary>The text of a bitmap, as CAST to STRING and results have it.</summary>
    public static bool WriteText(ReadOnlySpan<byte> bytes, TextOutput output) =>
        Write(Encoding.ASCII.GetBytes(RoaringBitmap.Parse(bytes).ToString()), output);

    static bool ToArray(Column[] columns, int row, Column result)
    {
        var elements = (Column<int>)((ArrayColumn)result).Elements;
        foreach (var member in RoaringBitmap.Parse(columns[0].Text(row)).Members) elements.Append((int)member);
        return true;
    }
}
