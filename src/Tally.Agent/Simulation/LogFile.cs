using System.Buffers;

namespace Tally.Agent.Simulation;

/// <summary>Writes a log of the simulated shop to a stream: a fixed number of lines at full speed, or endlessly in real time.</summary>
public sealed class LogFile(LineWriter writer, ShopSimulation simulation)
{
    const int FlushBytes = 1 << 18;
    readonly ArrayBufferWriter<byte> _buffer = new(FlushBytes * 2);

    /// <summary>Writes exactly <paramref name="count"/> lines.</summary>
    public void Write(Stream output, long count)
    {
        while (count > 0)
        {
            var next = simulation.Next();
            if (!writer.Takes(next.Kind)) continue;
            writer.Write(next, _buffer);
            count--;
            if (_buffer.WrittenCount >= FlushBytes) Flush(output);
        }
        Flush(output);
    }

    /// <summary>Writes lines when the clock reaches them, until canceled.</summary>
    public async Task WriteLiveAsync(Stream output, TimeProvider clock, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20), clock);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellation))
            {
                while (simulation.TryNext(clock.GetUtcNow().ToUnixTimeMilliseconds(), out var next))
                    if (writer.Takes(next.Kind)) writer.Write(next, _buffer);
                Flush(output);
            }
        }
        catch (OperationCanceledException) { }
    }

    void Flush(Stream output)
    {
        output.Write(_buffer.WrittenSpan);
        output.Flush();
        _buffer.ResetWrittenCount();
    }
}
