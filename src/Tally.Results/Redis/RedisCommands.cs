using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Tally.Results.Redis;

/// <summary>Commands that are sent together, as the bytes of the protocol (RESP 2).</summary>
sealed class RedisCommands
{
    readonly ArrayBufferWriter<byte> _bytes = new();
    readonly List<(int Start, int End, string Key)> _commands = [];

    public int Count => _commands.Count;

    public ReadOnlyMemory<byte> All => _bytes.WrittenMemory;

    /// <summary>Begins anew with the same memory.</summary>
    public void Clear()
    {
        _bytes.ResetWrittenCount();
        _commands.Clear();
    }

    /// <summary>Adds a command about one key, which decides to which node of a cluster it goes.</summary>
    public void Add(string key, params ReadOnlySpan<string> parts)
    {
        var start = _bytes.WrittenCount;
        WriteLine('*', parts.Length);
        foreach (var part in parts) Write(part);
        _commands.Add((start, _bytes.WrittenCount, key));
    }

    /// <summary>Adds a command whose last part is bytes.</summary>
    public void Add(string key, ReadOnlySpan<byte> last, params ReadOnlySpan<string> parts)
    {
        var start = _bytes.WrittenCount;
        WriteLine('*', parts.Length + 1);
        foreach (var part in parts) Write(part);
        WriteLine('$', last.Length);
        _bytes.Write(last);
        _bytes.Write("\r\n"u8);
        _commands.Add((start, _bytes.WrittenCount, key));
    }

    public int SlotOf(int command) => RedisSlots.Of(_commands[command].Key);

    /// <summary>The bytes of some of the commands.</summary>
    public ReadOnlyMemory<byte> Of(IReadOnlyList<int> commands)
    {
        if (commands.Count == _commands.Count) return All;
        var some = new ArrayBufferWriter<byte>();
        foreach (var command in commands) some.Write(_bytes.WrittenSpan[_commands[command].Start.._commands[command].End]);
        return some.WrittenMemory;
    }

    void Write(string part)
    {
        WriteLine('$', Encoding.UTF8.GetByteCount(part));
        _bytes.Advance(Encoding.UTF8.GetBytes(part, _bytes.GetSpan(Encoding.UTF8.GetMaxByteCount(part.Length))));
        _bytes.Write("\r\n"u8);
    }

    // How many parts, or bytes, follow.
    void WriteLine(char kind, int count)
    {
        var line = _bytes.GetSpan(16);
        line[0] = (byte)kind;
        Utf8Formatter.TryFormat(count, line[1..], out var length);
        "\r\n"u8.CopyTo(line[(length + 1)..]);
        _bytes.Advance(length + 3);
    }
}
