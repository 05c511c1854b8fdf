using System.Buffers;
using System.Globalization;
using System.Text;

namespace Tally.Results.Redis;

/// <summary>Commands that are sent together, as the bytes of the protocol (RESP 2).</summary>
public sealed class RedisCommands
{
    readonly ArrayBufferWriter<byte> _bytes = new();
    readonly List<(int Start, int End, int Slot)> _commands = [];

    public int Count => _commands.Count;

    public ReadOnlyMemory<byte> All => _bytes.WrittenMemory;

    /// <summary>Adds a command about one key, which decides to which node of a cluster it goes.</summary>
    public void Add(string key, params ReadOnlySpan<string> parts)
    {
        var start = _bytes.WrittenCount;
        Write($"*{parts.Length}\r\n");
        foreach (var part in parts)
        {
            Write($"${Encoding.UTF8.GetByteCount(part).ToString(CultureInfo.InvariantCulture)}\r\n");
            Write(part);
            Write("\r\n");
        }
        _commands.Add((start, _bytes.WrittenCount, RedisSlots.Of(key)));
    }

    /// <summary>Adds a command whose last part is bytes.</summary>
    public void Add(string key, ReadOnlySpan<byte> last, params ReadOnlySpan<string> parts)
    {
        var start = _bytes.WrittenCount;
        Write($"*{parts.Length + 1}\r\n");
        foreach (var part in parts) Write($"${Encoding.UTF8.GetByteCount(part)}\r\n{part}\r\n");
        Write($"${last.Length}\r\n");
        _bytes.Write(last);
        Write("\r\n");
        _commands.Add((start, _bytes.WrittenCount, RedisSlots.Of(key)));
    }

    public int SlotOf(int command) => _commands[command].Slot;

    /// <summary>The bytes of some of the commands.</summary>
    public ReadOnlyMemory<byte> Of(IReadOnlyList<int> commands)
    {
        if (commands.Count == _commands.Count) return All;
        var some = new ArrayBufferWriter<byte>();
        foreach (var command in commands) some.Write(_bytes.WrittenSpan[_commands[command].Start.._commands[command].End]);
        return some.WrittenMemory;
    }

    void Write(string text) => _bytes.Advance(Encoding.UTF8.GetBytes(text, _bytes.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length))));
}
