using System.Collections.Immutable;

namespace Tally.Engine.Columns;

/// <summary>The names and types of the columns of a stream.</summary>
public sealed record Schema(ImmutableArray<Field> Fields)
{
    public Schema(IEnumerable<Field> fields) : this([.. fields]) { }

    public int Count => Fields.Length;

    public Field this[int index] => Fields[index];

    /// <summary>The 0-based index of the column of exactly that name, or -1.</summary>
    public int IndexOf(string name)
    {
        for (var i = 0; i < Fields.Length; i++)
            if (Fields[i].Name == name) return i;
        return -1;
    }

    /// <summary>The index of the column that drives the watermark, or -1.</summary>
    public int TimeAttribute
    {
        get
        {
            for (var i = 0; i < Fields.Length; i++)
                if (Fields[i].Type.IsTimeAttribute) return i;
            return -1;
        }
    }
}
