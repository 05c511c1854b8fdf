using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Tally.Benchmarks.Shop;

namespace Tally.Benchmarks.Servers;

/// <summary>Appends orders to a Tally over one HTTP connection without waiting for the answers, so that they are stored in the order in
/// which they are sent.</summary>
sealed class OrderSender : IDisposable
{
    const int Bodies = 16, TimeStart = 32, TimeLength = 23;

    readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    readonly List<(byte[] Request, int[] TimesAt)> _requests = [];
    readonly Task _draining;
    long _answers;
    int _next;

    public OrderSender(int port, int records)
    {
        Records = records;
        var orders = new OrderLines(5, 2000);
        for (var i = 0; i < Bodies; i++) _requests.Add(Request(orders, records));
        _socket.Connect(IPAddress.Loopback, port);
        _draining = Task.Factory.StartNew(Drain, TaskCreationOptions.LongRunning);
    }

    /// <summary>Orders in one append.</summary>
    public int Records { get; }

    /// <summary>Appends sent so far.</summary>
    public long Sent { get; private set; }

    /// <summary>Appends answered so far.</summary>
    public long Answered => Volatile.Read(ref _answers);

    /// <summary>Sends one append whose orders have the given event time; waits only while the connection takes no more.</summary>
    public void Send(DateTime time)
    {
        var (request, timesAt) = _requests[_next];
        _next = (_next + 1) % Bodies;
        Span<byte> text = stackalloc byte[TimeLength];
        time.TryFormat(text, out _, "yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);
        foreach (var at in timesAt) text.CopyTo(request.AsSpan(at));
        for (var sent = 0; sent < request.Length;) sent += _socket.Send(request.AsSpan(sent));
        Sent++;
    }

    // Every answer has one status line; the bodies hold no such text.
    void Drain()
    {
        var buffer = new byte[1 << 16];
        var kept = 0;
        try
        {
            while (_socket.Receive(buffer.AsSpan(kept)) is > 0 and var read)
            {
                var text = buffer.AsSpan(0, kept + read);
                for (int at; (at = text.IndexOf("HTTP/1.1 "u8)) >= 0 && text.Length >= at + 12; text = text[(at + 12)..])
                {
                    if (!text.Slice(at + 9, 3).SequenceEqual("200"u8))
                        throw new InvalidOperationException($"an append was answered {Encoding.ASCII.GetString(text.Slice(at + 9, 3))}");
                    Interlocked.Increment(ref _answers);
                }
                var rest = text.Length > 11 ? text[^11..] : text;
                rest.CopyTo(buffer);
                kept = rest.Length;
            }
        }
        catch (SocketException)
        {
            // The end of either side.
        }
    }

    static (byte[], int[]) Request(OrderLines orders, int records)
    {
        var (body, length, timesAt) = (new byte[records * 512], 0, new int[records]);
        for (var i = 0; i < records; i++)
        {
            timesAt[i] = length + TimeStart;
            length += orders.Write(body.AsSpan(length));
            body[length++] = (byte)'\n';
        }
        var head = Encoding.ASCII.GetBytes(
            $"POST /api/v1/topics/orders/records HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-ndjson\r\nContent-Length: " +
                $"{length}\r\n\r\n"
        );
        for (var i = 0; i < records; i++)
            timesAt[i] += head.Length;
        return ([.. head, .. body.AsSpan(0, length)], timesAt);
    }

    public void Dispose()
    {
        _socket.Shutdown(SocketShutdown.Both);
        _socket.Dispose();
        _draining.Wait(TimeSpan.FromSeconds(2));
    }
}
