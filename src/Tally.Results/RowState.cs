using Tally.Engine.State;

namespace Tally.Results;

/// <summary>Writes and reads result rows as part of a checkpoint.</summary>
static class RowState
{
    public static void Write(StateWriter writer, List<object?[]> rows)
    {
        writer.Write(rows.Count);
        foreach (var row in rows) WriteValue(writer, row);
    }

    public static List<object?[]> Read(StateReader reader)
    {
        var rows = new List<object?[]>();
        for (var count = reader.ReadInt32(); count > 0; count--) rows.Add((object?[])ReadValue(reader)!);
        return rows;
    }

    static void WriteValue(StateWriter writer, object? value)
    {
        switch (value)
        {
            case null: writer.Write((byte)0); break;
            case long number: writer.Write((byte)1); writer.Write(number); break;
            case double number: writer.Write((byte)2); writer.Write(number); break;
            case bool flag: writer.Write((byte)3); writer.Write(flag); break;
            case string text: writer.Write((byte)4); writer.Write(text); break;
            case DecimalValue number: writer.Write((byte)5); writer.Write(number.Unscaled); writer.Write(number.Scale); break;
            case object?[] items:
                writer.Write((byte)6);
                writer.Write(items.Length);
                foreach (var item in items) WriteValue(writer, item);
                break;
            default: throw new InvalidOperationException($"no state for a {value.GetType().Name}");
        }
    }

    static object? ReadValue(StateReader reader)
    {
        var kind = reader.ReadByte();
        return kind switch
        {
            0 => null,
            1 => reader.ReadInt64(),
            2 => reader.ReadDouble(),
            3 => reader.ReadBoolean(),
            4 => reader.ReadString(),
            5 => new DecimalValue(reader.ReadInt128(), reader.ReadInt32()),
            6 => ReadItems(reader),
            _ => throw new InvalidDataException($"a result value of kind {kind} is not known: the checkpoint is of another version"),
        };
    }

    static object?[] ReadItems(StateReader reader)
    {
        var items = new object?[reader.ReadInt32()];
        for (var i = 0; i < items.Length; i++) items[i] = ReadValue(reader);
        return items;
    }
}
