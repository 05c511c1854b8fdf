using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Tally.Results.Redis;

// A connection to Redis.
//
// Commands are sent together and their answers read in order (pipelining). When an answer does not come, nobody knows which commands were
// carried out: the
// connection is given up, and whoever sent them sends them again over the next one. That is why only absolute values are sent.

/// <summary>One connection, used by one task at a time.</summary>
sealed class RedisConnection : IAsyncDisposable
{
    static readonly RedisReply[] s_numbers = [.. Enumerable.Range(0, 10).Select(number => new RedisReply(null, number, null, null))];
    static readonly RedisReply s_ok = new("OK"u8.ToArray(), 0, null, null);

    readonly Stream _stream;
    readonly TimeSpan _timeout;
    readonly byte[] _buffer = new byte[64 * 1024];
    int _start, _end;

    RedisConnection(Stream stream, string host, int port, TimeSpan timeout) =>
        (_stream, Host, Port, _timeout) = (stream, host, port, timeout);

    public string Host { get; }

    public int Port { get; }

    /// <summary>Connects, logs in and chooses the database.</summary>
    /// <exception cref="RedisException">There is no server, or it does not let us in.</exception>
    public static async Task<RedisConnection> OpenAsync(string host, int port, RedisOptions options, bool isSentinel,
        CancellationToken cancellation)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timeout.CancelAfter(options.Timeout);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Stream? stream = null;
        try
        {
            await socket.ConnectAsync(host, port, timeout.Token);
            stream = new NetworkStream(socket, ownsSocket: true);
            if (options.UsesTls) stream = await RedisTls.SecureAsync(stream, host, port, options, timeout.Token);
            var connection = new RedisConnection(stream, host, port, options.Timeout);
            await connection.LogInAsync(options, isSentinel, cancellation);
            return connection;
        }
        catch (Exception error) when (error is SocketException or IOException or OperationCanceledException or RedisException)
        {
            if (stream is not null) await stream.DisposeAsync();
            socket.Dispose();
            cancellation.ThrowIfCancellationRequested();
            throw error as RedisException
                ?? new RedisException(error is OperationCanceledException
                    ? $"nothing answers at {host}:{port} within {options.Timeout.TotalSeconds} s{(options.UsesTls ? ": does the server "
                        + "speak TLS at this port ('ssl')?" : "")}" : $"{host}:{port}: {error.Message}", false, error);
        }
    }

    /// <summary>Sends commands and gives an answer for each; errors of single commands are among them.</summary>
    /// <exception cref="RedisException">The connection failed, or an answer did not come in time.</exception>
    /// <param name="hint">Said of a connection that the server closes.</param>
    public async Task<RedisReply[]> SendAsync(ReadOnlyMemory<byte> commands, int count, CancellationToken cancellation, string hint = "")
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timeout.CancelAfter(_timeout);
        try
        {
            var written = _stream.WriteAsync(commands, timeout.Token).AsTask();
            var replies = new RedisReply[count];
            for (var i = 0; i < count; i++)
            {
                replies[i] = TryReadShort() ?? await ReadAsync(timeout.Token);
                if ((i & 255) == 255) timeout.CancelAfter(_timeout);
            }
            await written;
            return replies;
        }
        catch (Exception error) when (error is SocketException or IOException or OperationCanceledException or FormatException)
        {
            cancellation.ThrowIfCancellationRequested();
            throw new RedisException(error is OperationCanceledException
                ? $"{Host}:{Port} did not answer within {_timeout.TotalSeconds} s"
                : $"{Host}:{Port}: {error.Message}{hint}", false, error);
        }
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    async Task LogInAsync(RedisOptions options, bool isSentinel, CancellationToken cancellation)
    {
        var commands = new RedisCommands();
        if (options.Password is { } password)
            commands.Add("", options.Username is { } user ? ["AUTH", user, password] : ["AUTH", password]);
        if (options.Database != 0 && !isSentinel && !options.IsCluster)
            commands.Add("", "SELECT", options.Database.ToString(CultureInfo.InvariantCulture));
        commands.Add("", "PING");
        foreach (var reply in await SendAsync(commands.All, commands.Count, cancellation,
            options.UsesTls ? "" : " (if it speaks TLS there, set 'ssl')"))
            if (reply.Error is { } error)
                throw new RedisException($"{Host}:{Port}: {error}{(IsRefusal(error) ? ": check 'username' and 'password'" : "")}", false);
    }

    static bool IsRefusal(string error) =>
        error.StartsWith("NOAUTH", StringComparison.Ordinal) || error.StartsWith("WRONGPASS", StringComparison.Ordinal);

    // Nearly every answer is a small number or OK and lies in the buffer already.
    RedisReply? TryReadShort()
    {
        var seen = _buffer.AsSpan(_start, _end - _start);
        if (seen is [(byte)':', >= (byte)'0' and <= (byte)'9' and var digit, (byte)'\r', (byte)'\n', ..])
        {
            _start += 4;
            return s_numbers[digit - '0'];
        }
        if (!seen.StartsWith("+OK\r\n"u8)) return null;
        _start += 5;
        return s_ok;
    }

    async ValueTask<RedisReply> ReadAsync(CancellationToken cancellation)
    {
        var line = await ReadLineAsync(cancellation);
        var rest = line[1..];
        switch (line[0])
        {
            case '+': return new(Encoding.UTF8.GetBytes(rest), 0, null, null);
            case '-': return new(null, 0, null, rest);
            case ':': return new(null, long.Parse(rest, CultureInfo.InvariantCulture), null, null);
            case '$':
                var length = int.Parse(rest, CultureInfo.InvariantCulture);
                return new(length < 0 ? null : await ReadBytesAsync(length, cancellation), 0, null, null);
            case '*':
                var items = new RedisReply[Math.Max(0, int.Parse(rest, CultureInfo.InvariantCulture))];
                for (var i = 0; i < items.Length; i++) items[i] = await ReadAsync(cancellation);
                return new(null, 0, items, null);
            default: throw new FormatException($"'{line}' is no answer of Redis: is something else listening there?");
        }
    }

    async ValueTask<string> ReadLineAsync(CancellationToken cancellation)
    {
        var line = new List<byte>();
        while (true)
        {
            if (_start == _end) await FillAsync(cancellation);
            var end = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            line.AddRange(_buffer.AsSpan(_start, end < 0 ? _end - _start : end));
            _start = end < 0 ? _end : _start + end + 1;
            if (end < 0) continue;
            return line.Count > 1 && line[^1] == '\r'
                ? Encoding.UTF8.GetString([.. line[..^1]])
                : throw new FormatException("found an empty line: is something else than Redis listening there?");
        }
    }

    async ValueTask<byte[]> ReadBytesAsync(int length, CancellationToken cancellation)
    {
        var bytes = new byte[length + 2];
        for (var read = 0; read < bytes.Length;)
        {
            if (_start == _end) await FillAsync(cancellation);
            var part = Math.Min(bytes.Length - read, _end - _start);
            _buffer.AsSpan(_start, part).CopyTo(bytes.AsSpan(read));
            (read, _start) = (read + part, _start + part);
        }
        return bytes[..length];
    }

    async ValueTask FillAsync(CancellationToken cancellation)
    {
        (_start, _end) = (0, await _stream.ReadAsync(_buffer, cancellation));
        if (_end == 0) throw new IOException("the server closed the connection");
    }
}
