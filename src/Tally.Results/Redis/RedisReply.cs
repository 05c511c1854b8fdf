using System.Text;

namespace Tally.Results.Redis;

/// <summary>What a server answered to one command.</summary>
sealed record RedisReply(byte[]? Bytes, long Number, RedisReply[]? Items, string? Error)
{
    public string? Text => Bytes is null ? null : Encoding.UTF8.GetString(Bytes);
}

/// <summary>The server answered with an error, or not at all.</summary>
/// <param name="isConnected">Whether the connection can be used on.</param>
sealed class RedisException(string message, bool isConnected, Exception? inner = null) : Exception(message, inner)
{
    public bool IsConnected { get; } = isConnected;
}
