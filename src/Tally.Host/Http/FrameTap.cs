using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Tally.Host.Http;

/// <summary>Keeps the connection below a WebSocket at hand, so that frames which were made once can be written to many viewers.</summary>
sealed class FrameTap(IHttpUpgradeFeature inner) : IHttpUpgradeFeature
{
    /// <summary>The connection after the upgrade; each write is one whole frame.</summary>
    public Stream? Connection { get; private set; }

    public bool IsUpgradableRequest => inner.IsUpgradableRequest;

    public async Task<Stream> UpgradeAsync() => Connection = new FrameStream(await inner.UpgradeAsync());

    /// <summary>Stands before the WebSockets of a path.</summary>
    public static Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } upgrade)
        {
            var tap = new FrameTap(upgrade);
            context.Features.Set<IHttpUpgradeFeature>(tap);
            context.Features.Set(tap);
        }
        return next(context);
    }

    /// <summary>Lets one write pass at a time: the WebSocket's own frames (pings, close) and ready-made ones never mix.</summary>
    sealed class FrameStream(Stream stream) : Stream
    {
        readonly SemaphoreSlim _writing = new(1, 1);

        public override bool CanRead => true;

        public override bool CanWrite => true;

        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            stream.ReadAsync(buffer, cancellationToken);

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await _writing.WaitAsync(cancellationToken);
            try
            {
                await stream.WriteAsync(buffer, cancellationToken);
            }
            finally
            {
                _writing.Release();
            }
        }

        public override Task FlushAsync(CancellationToken cancellationToken) => stream.FlushAsync(cancellationToken);

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing) stream.Dispose();
            base.Dispose(disposing);
        }
    }
}
