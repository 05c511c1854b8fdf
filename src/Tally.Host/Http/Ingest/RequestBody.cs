using System.IO.Compression;
using Microsoft.AspNetCore.Http;

namespace Tally.Host.Http.Ingest;

/// <summary>Reads a request's body, decompressed, up to a limit.</summary>
static class RequestBody
{
    /// <returns>The bytes; null when there are more than allowed.</returns>
    /// <exception cref="InvalidDataException">The body is not what Content-Encoding says.</exception>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpRequest request, long maxBytes, CancellationToken cancellation)
    {
        var encoding = request.Headers.ContentEncoding.ToString();
        if (encoding is not ("" or "identity" or "gzip"))
            throw new InvalidDataException($"Content-Encoding is '{encoding}', expected gzip or none");
        await using var body = encoding == "gzip" ? new GZipStream(request.Body, CompressionMode.Decompress) : request.Body;
        var bytes = new byte[Math.Min(maxBytes + 1, Math.Max(4096, request.ContentLength ?? 0))];
        var length = 0;
        while (true)
        {
            var read = await body.ReadAsync(bytes.AsMemory(length), cancellation);
            if (read == 0) return bytes.AsMemory(0, length);
            length += read;
            if (length > maxBytes) return null;
            if (length == bytes.Length) Array.Resize(ref bytes, (int)Math.Min(maxBytes + 1, bytes.Length * 2L));
        }
    }
}
