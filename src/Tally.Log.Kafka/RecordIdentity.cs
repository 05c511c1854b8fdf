using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text;
using Confluent.Kafka;
using Tally.Log.Kafka.Native;

namespace Tally.Log.Kafka;

// Who read a record travels with it, in two headers: tally-source, and tally-position as "4711", or "4711.2" for the third of the
// records that one appended record became. A reader takes a record once by them.

/// <summary>Reads and writes the headers tally-source and tally-position; reading belongs to one thread.</summary>
sealed class RecordIdentity
{
    const string SourceKey = "tally-source", PositionKey = "tally-position";
    const int MaxDigits = 32;

    static readonly nint s_sourceKey = Marshal.StringToHGlobalAnsi(SourceKey), s_positionKey = Marshal.StringToHGlobalAnsi(PositionKey);

    byte[] _bytes = new byte[256];
    byte[] _lastSource = [];
    string _lastText = "";

    /// <summary>The header that all records of a source share.</summary>
    public static Header OfSource(string source) => new(SourceKey, Encoding.UTF8.GetBytes(source));

    /// <summary>The header of one record.</summary>
    public static Header OfPosition(long position, int part)
    {
        Span<byte> text = stackalloc byte[MaxDigits];
        Utf8Formatter.TryFormat(position, text, out var length);
        if (part > 0)
        {
            text[length++] = (byte)'.';
            Utf8Formatter.TryFormat(part, text[length..], out var digits);
            length += digits;
        }
        return new(PositionKey, text[..length].ToArray());
    }

    /// <summary>Whether a header is one of the two.</summary>
    public static bool IsOne(string key) => key is SourceKey or PositionKey;

    /// <summary>Reads the pair; false of a record without it.</summary>
    public bool TryRead(NativeRecord record, out SourceMark mark)
    {
        mark = default;
        var headers = record.Headers();
        if (headers == 0 || !TryCopy(headers, s_positionKey, out var length)
            || !TryParse(_bytes.AsSpan(0, length), out var position, out var part)) return false;
        if (!TryCopy(headers, s_sourceKey, out length) || length == 0) return false;
        var source = _bytes.AsSpan(0, length);
        if (!source.SequenceEqual(_lastSource)) (_lastSource, _lastText) = (source.ToArray(), Encoding.UTF8.GetString(source));
        mark = new(_lastText, position, part);
        return true;
    }

    bool TryCopy(nint headers, nint key, out int length)
    {
        length = 0;
        if (NativeMethods.rd_kafka_header_get_last(headers, key, out var value, out var size) != 0 || value == 0) return false;
        length = (int)size;
        if (_bytes.Length < length) _bytes = new byte[length * 2];
        Marshal.Copy(value, _bytes, 0, length);
        return true;
    }

    static bool TryParse(ReadOnlySpan<byte> text, out long position, out int part)
    {
        part = 0;
        if (!Utf8Parser.TryParse(text, out position, out var used) || position < 0) return false;
        if (used == text.Length) return true;
        return text[used] == '.' && Utf8Parser.TryParse(text[(used + 1)..], out part, out var digits) && used + 1 + digits == text.Length
            && part >= 0;
    }
}
