using Tally.Host.Configuration;
using Tally.Host.Running;
using Tally.Host.Sessions;
using Tally.Log;

namespace Tally.Host.Commands;

/// <summary>Reads any log for the terminal, up to where it ends at the start.</summary>
static class LogReading
{
    /// <summary>Which records of a topic are wanted.</summary>
    /// <param name="To">The offset behind the last.</param>
    /// <param name="Count">The most of one partition.</param>
    public sealed record Range(int? Partition, long From, long To, long Count);

    /// <summary>Opens a log for one look.</summary>
    public static async Task<int> WithLogAsync(string where, string data, Func<ILog, KafkaOptions, Task> act)
    {
        try
        {
            var kafka = OptionsLoader.Load(Environment.CurrentDirectory, []).Kafka;
            await using var log = LogOpener.OpenToRead(where, data, kafka);
            await act(log, kafka);
            return ExitStatus.Done;
        }
        catch (ConfigurationException error)
        {
            return ExitStatus.Wrong(error.Message);
        }
        catch (LogException error)
        {
            return ExitStatus.Fail(error.Message);
        }
        catch (IOException)
        {
            // Whoever read our output has closed it.
            return ExitStatus.Done;
        }
    }

    /// <summary>Topics, partitions, offsets, and how far a consumer group is; empty: none.</summary>
    public static async Task ListAsync(ILog log, string group, CancellationToken cancellation)
    {
        Console.WriteLine(
            $"{"topic",-32} {"partition",9} {"start",14} {"end",14} {"records",14}{(group.Length > 0 ? $" {"read",14} {"lag",14}  by "
                + $"group {group}" : "")}");
        foreach (var name in await log.ListTopicsAsync(cancellation))
        {
            var partitions = (await log.OpenTopicAsync(name, cancellation: cancellation)).Partitions;
            var read = await Task.WhenAll(partitions.Select(partition =>
                group.Length > 0 ? partition.CommittedOffsetAsync(group, cancellation).AsTask() : Task.FromResult((long?)null)));
            foreach (var (partition, offset) in partitions.Zip(read))
            {
                var (start, end) = (partition.StartOffset, partition.EndOffset);
                var lag =
                    group.Length == 0 ? "" : offset is { } known ? $" {known,14} {Math.Max(0, end - known),14}" : $" {"-",14} {"-",14}";
                Console.WriteLine($"{name,-32} {partition.Index,9} {start,14} {end,14} {end - start,14}{lag}");
            }
        }
    }

    /// <summary>The values, a line each.</summary>
    /// <exception cref="LogException">There is no such topic or partition, or it cannot be read.</exception>
    public static async Task PrintAsync(ILog log, string name, Range range, CancellationToken cancellation)
    {
        var known = await log.ListTopicsAsync(cancellation);
        if (!known.Contains(name))
            throw new LogException(LogErrorKind.Invalid, $"there is no topic '{name}'; known are: {string.Join(", ", known)}");
        var partitions = (await log.OpenTopicAsync(name, cancellation: cancellation)).Partitions;
        if (range.Partition is { } only && only >= partitions.Count)
            throw new LogException(LogErrorKind.Invalid,
                $"topic '{name}' has the partitions 0 to {partitions.Count - 1}, and {only} is asked for");
        await using var output = new BufferedStream(Console.OpenStandardOutput(), 1 << 16);
        foreach (var partition in partitions)
        {
            if (range.Partition is { } index && index != partition.Index) continue;
            await foreach (var block in ReadAsync(partition, range, cancellation)) Write(block, output);
        }
    }

    static void Write(RecordBlock block, Stream output)
    {
        for (var i = 0; i < block.Count; i++)
        {
            output.Write(block.Value(i));
            output.WriteByte((byte)'\n');
        }
    }

    /// <summary>Reads everything; who brings the records checks their sums.</summary>
    /// <exception cref="LogException">Something cannot be read.</exception>
    public static async Task VerifyAsync(ILog log, CancellationToken cancellation)
    {
        foreach (var name in await log.ListTopicsAsync(cancellation))
        {
            foreach (var partition in (await log.OpenTopicAsync(name, cancellation: cancellation)).Partitions)
            {
                var (start, end, count, sizeBytes) = (partition.StartOffset, partition.EndOffset, 0L, 0L);
                await foreach (var block in ReadAsync(partition, new(null, start, end, long.MaxValue), cancellation))
                    (count, sizeBytes) = (count + block.Count, sizeBytes + block.ByteCount);
                var left = end - start - count;
                Console.WriteLine(
                    $"{name}/{partition.Index}: {count} records, {sizeBytes} bytes{(left > 0 ? $", {left} offsets that are repeats or "
                        + $"were compacted" : "")}");
            }
        }
    }

    // What comes while we read is left out.
    static async IAsyncEnumerable<RecordBlock> ReadAsync(IPartition partition, Range range,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var end = Math.Min(partition.EndOffset, range.To);
        if (Math.Max(range.From, partition.StartOffset) >= end) yield break;
        using var reader = partition.OpenReader(range.From, new ReaderOptions { BoundOffset = end });
        var (block, left) = (new RecordBlock(), range.Count);
        while (left > 0 && reader.Offset < end)
        {
            if (reader.TryRead(block, (int)Math.Min(Math.Min(left, end - reader.Offset), 4096)))
            {
                left -= block.Count;
                yield return block;
            }
            else if (!await reader.WaitAsync(cancellation)) yield break;
        }
    }
}
