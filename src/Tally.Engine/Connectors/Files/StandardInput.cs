using System.IO.Compression;

namespace Tally.Engine.Connectors.Files;

/// <summary>Standard input, whose beginning can be looked at before it is read; gzip is told by its first bytes and unpacked.</summary>
static class StandardInput
{
    static readonly MemoryStream s_kept = new();
    static Stream? s_input;
    static bool s_keeps;

    /// <summary>From here on what is read is kept, and read again by the next who opens it once this is disposed.</summary>
    public static IDisposable Keep()
    {
        s_keeps = true;
        return new Keeper();
    }

    /// <summary>Opens it at what nobody has read yet.</summary>
    public static Stream Open() => new Replay(s_keeps ? 0 : -1);

    static Stream Input => s_input ??= Unpacked(Console.OpenStandardInput());

    static Stream Unpacked(Stream raw)
    {
        var head = new byte[2];
        var count = raw.ReadAtLeast(head, 2, throwOnEndOfStream: false);
        var whole = new Joined(head.AsMemory(0, count), raw);
        return count == 2 && head[0] == 0x1F && head[1] == 0x8B ? new GZipStream(whole, CompressionMode.Decompress) : whole;
    }

    sealed class Keeper : IDisposable
    {
        public void Dispose()
        {
            s_keeps = false;
            s_kept.Position = 0;
        }
    }

    /// <summary>Reads what was kept, then the rest.</summary>
    /// <param name="position">The place among the kept bytes of one who looks; below 0: who reads for good, and takes the kept bytes
    /// away.</param>
    sealed class Replay(long position) : ReadingStream
    {
        long _position = position;

        public override int Read(Span<byte> buffer)
        {
            if (_position < 0) return s_kept.Position < s_kept.Length ? s_kept.Read(buffer) : Input.Read(buffer);
            if (_position < s_kept.Length)
            {
                s_kept.Position = _position;
                var again = s_kept.Read(buffer);
                _position += again;
                return again;
            }
            var count = Input.Read(buffer);
            s_kept.Position = s_kept.Length;
            s_kept.Write(buffer[..count]);
            _position += count;
            return count;
        }
    }

    /// <summary>Some bytes, then a stream.</summary>
    sealed class Joined(ReadOnlyMemory<byte> head, Stream rest) : ReadingStream
    {
        ReadOnlyMemory<byte> _head = head;

        public override int Read(Span<byte> buffer)
        {
            if (_head.IsEmpty) return rest.Read(buffer);
            var count = Math.Min(buffer.Length, _head.Length);
            _head.Span[..count].CopyTo(buffer);
            _head = _head[count..];
            return count;
        }
    }

    /// <summary>A stream that is only read, from start to end.</summary>
    abstract class ReadingStream : Stream
    {
        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
        public abstract override int Read(Span<byte> buffer);
        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
        public override void Flush() { }
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
