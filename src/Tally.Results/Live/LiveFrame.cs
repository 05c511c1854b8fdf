using System.Buffers.Binary;
using System.IO.Compression;

namespace Tally.Results.Live;

/// <summary>A message as it is, and as a frame of permessage-deflate, which is made once for all viewers.</summary>
public sealed class LiveFrame(byte[] text)
{
    // Shorter than this a message gains nothing.
    const int LeastCompressed = 160;

    const byte Text = 0x81, CompressedText = 0xC1;

    readonly Lazy<byte[]> _compressed = new(() => Compress(text));

    /// <summary>The message as JSON.</summary>
    public ReadOnlyMemory<byte> Message => text;

    /// <summary>A whole frame of the protocol (RFC 6455 with RFC 7692, no context taken over), ready to be written to a connection that
    /// has agreed to it.</summary>
    public ReadOnlyMemory<byte> Compressed => _compressed.Value;

    static byte[] Compress(byte[] text)
    {
        if (text.Length < LeastCompressed) return Frame(Text, text);
        var deflated = new MemoryStream();
        using (var deflate = new DeflateStream(deflated, CompressionLevel.Optimal, leaveOpen: true))
        {
            deflate.Write(text);
            deflate.Flush();
            // A flush ends with an empty block, 00 00 FF FF, which the protocol leaves out.
            return Frame(CompressedText, deflated.GetBuffer().AsSpan(0, (int)deflated.Length - 4));
        }
    }

    static byte[] Frame(byte head, ReadOnlySpan<byte> payload)
    {
        var extra = payload.Length < 126 ? 0 : payload.Length <= ushort.MaxValue ? 2 : 8;
        var frame = new byte[2 + extra + payload.Length];
        frame[0] = head;
        frame[1] = (byte)(extra == 0 ? payload.Length : extra == 2 ? 126 : 127);
        if (extra == 2) BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), (ushort)payload.Length);
        if (extra == 8) BinaryPrimitives.WriteUInt64BigEndian(frame.AsSpan(2), (ulong)payload.Length);
        payload.CopyTo(frame.AsSpan(2 + extra));
        return frame;
    }
}
