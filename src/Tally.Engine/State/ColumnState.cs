using Tally.Engine.Columns;

namespace Tally.Engine.State;

/// <summary>Writes and reads whole columns as part of a state.</summary>
static class ColumnState
{
    public static void Write(StateWriter writer, Column column)
    {
        writer.Write(column.Count);
        writer.Write((column.Nulls ?? []).AsSpan(0, column.HasNulls ? Math.Min(column.Nulls!.Length, (column.Count + 63) >> 6) : 0));
        switch (column)
        {
            case Column<bool> bools: writer.Write<bool>(bools.Span); break;
            case Column<int> ints: writer.Write<int>(ints.Span); break;
            case Column<long> longs: writer.Write<long>(longs.Span); break;
            case Column<Int128> wides: writer.Write<Int128>(wides.Span); break;
            case Column<float> floats: writer.Write<float>(floats.Span); break;
            case Column<double> doubles: writer.Write<double>(doubles.Span); break;
            case StringColumn strings:
                for (var i = 0; i < strings.Count; i++) writer.Write(strings.IsNull(i) ? default : strings[i]);
                break;
            case ArrayColumn arrays:
                writer.Write<int>(arrays.Offsets.AsSpan(0, arrays.Count + 1));
                writer.Write(arrays.Elements);
                break;
            case MapColumn maps:
                writer.Write<int>(maps.Offsets.AsSpan(0, maps.Count + 1));
                writer.Write(maps.Keys);
                writer.Write(maps.Values);
                break;
            case RowColumn rows:
                foreach (var field in rows.Fields) writer.Write(field);
                break;
            default: throw new InvalidOperationException($"no state for a column of {column.GetType().Name}");
        }
    }

    public static void Read(StateReader reader, Column into)
    {
        var count = reader.ReadInt32();
        var nulls = reader.ReadArray<ulong>();
        ReadValues(reader, into, count);
        into.Count = count;
        into.Nulls = nulls.Length == 0 ? null : Padded(nulls, count);
    }

    static ulong[] Padded(ulong[] nulls, int count)
    {
        Array.Resize(ref nulls, Math.Max(nulls.Length, (count + 63) >> 6));
        return nulls;
    }

    static void ReadValues(StateReader reader, Column into, int count)
    {
        switch (into)
        {
            case Column<bool> bools: bools.Values = reader.ReadArray<bool>(); break;
            case Column<int> ints: ints.Values = reader.ReadArray<int>(); break;
            case Column<long> longs: longs.Values = reader.ReadArray<long>(); break;
            case Column<Int128> wides: wides.Values = reader.ReadArray<Int128>(); break;
            case Column<float> floats: floats.Values = reader.ReadArray<float>(); break;
            case Column<double> doubles: doubles.Values = reader.ReadArray<double>(); break;
            case StringColumn strings:
                strings.Reset(0);
                for (var i = 0; i < count; i++) strings.Append(reader.ReadBytes());
                break;
            case ArrayColumn arrays:
                arrays.Offsets = reader.ReadArray<int>();
                reader.Read(arrays.Elements);
                break;
            case MapColumn maps:
                maps.Offsets = reader.ReadArray<int>();
                reader.Read(maps.Keys);
                reader.Read(maps.Values);
                break;
            case RowColumn rows:
                foreach (var field in rows.Fields) reader.Read(field);
                break;
        }
    }
}
