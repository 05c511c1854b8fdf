using System.Text;
using Tally.Log.Embedded;

namespace Tally.Log.Tests.Simulation;

/// <summary>Runs the real log on a simulated disk through several lives, each ended by a crash, and checks every promise after
/// each.</summary>
sealed class LogSimulation
{
    const string Directory = "/data/log";

    readonly Random _random;
    readonly SimulatedDisk _disk;
    readonly ManualTime _time = new();
    readonly LogModel _model = new();
    readonly Queue<Action> _background = new();
    readonly List<(LogModel.Attempt Attempt, Task<AppendResult> Task)> _inFlight = [];
    readonly Dictionary<string, long> _nextPositions = [];
    readonly TopicOptions _topic;
    ILog? _log;
    IPartition? _partition;

    /// <param name="seed">Decides everything.</param>
    /// <param name="trace">Hears what happens.</param>
    public LogSimulation(int seed, Action<string>? trace = null)
    {
        _random = new Random(seed);
        _disk = new SimulatedDisk(_random) { Trace = trace };
        _topic = new TopicOptions
        {
            Durability = (Durability)_random.Next(3),
            SegmentSizeBytes = _random.Next(2) == 0 ? 700 : 4000,
            RetentionSizeBytes = _random.Next(3) == 0 ? 5000 : null,
        };
        trace?.Invoke(_topic.ToString());
    }

    /// <summary>Crashes that ended a life, all seeds together.</summary>
    public int Crashes { get; private set; }

    /// <summary>Restarts at which damage of acknowledged records was found and refused; only without a durability may that be.</summary>
    public int Refusals { get; private set; }

    public void Run()
    {
        var lives = _random.Next(2, 5);
        for (var life = 0; life < lives; life++)
        {
            if (_random.Next(2) == 0) _disk.OperationsLeft = _random.Next(60);
            if (!StopsAt(Live)) _disk.Kill();
            Crashes++;
            var losesPower = _random.Next(4) != 0;
            if (!Restart(losesPower)) return;
        }
    }

    static bool StopsAt(Action run)
    {
        try
        {
            run();
            return false;
        }
        catch (SimulatedCrashException)
        {
            return true;
        }
        catch (AggregateException error) when (error.GetBaseException() is SimulatedCrashException)
        {
            return true;
        }
    }

    void Live()
    {
        if (_partition is null && !TryOpen()) return;
        for (var steps = _random.Next(5, 40); steps > 0; steps--) Step();
    }

    void Step()
    {
        switch (_random.Next(16))
        {
            case 0: Read(); break;
            case 1: _time.Advance(TimeSpan.FromMilliseconds(_random.Next(100))); break;
            case 2: _time.Jump(TimeSpan.FromDays(_random.Next(-1000, 1000))); break;
            case 3: _disk.FailingWrites = _random.Next(2); break;
            case 4: _disk.FailingSyncs = _random.Next(8) == 0 ? 1 : 0; break;
            case 5: _disk.FailingChanges = _random.Next(3); break;
            case 6: ((EmbeddedLog)_log!).Retain(); break;
            case 7: case 8: case 9: Pump(); break;
            default: Append(); break;
        }
    }

    void Append()
    {
        var source = _random.Next(4) is var pick && pick == 0 ? null : $"s{pick}";
        var next = source is null ? 0 : _nextPositions.GetValueOrDefault(source);
        if (_random.Next(4) == 0) next = Math.Max(0, next - _random.Next(8)); // a source that repeats what it sent
        var attempt = _model.NewAttempt(_random, source, next);
        var block = new RecordBlock();
        for (var index = 0; index < attempt.Texts.Length; index++)
            block.Add(Encoding.UTF8.GetBytes(attempt.Texts[index]), attempt.Positions[index]);
        try
        {
            var task = _partition!.AppendAsync(source, block).AsTask();
            if (source is not null) _nextPositions[source] = attempt.Positions[^1] + 1;
            if (task.IsCompleted) _model.Acknowledge(attempt, task.Result);
            else _inFlight.Add((attempt, task));
        }
        catch (LogException error) when (error.Kind == LogErrorKind.Unavailable)
        {
            // Not stored, as the log says; a crash may still bring it back whole.
        }
    }

    void Pump()
    {
        while (_background.TryDequeue(out var work))
        {
            var answered = _inFlight.Count;
            work();
            for (; answered > 0 && IsAnswered(_inFlight[0].Task); answered--)
            {
                var (attempt, task) = _inFlight[0];
                _inFlight.RemoveAt(0);
                if (task.IsCompletedSuccessfully) _model.Acknowledge(attempt, task.Result);
                else Rewind(attempt);
            }
        }
    }

    // A flush answers all that waited when it began; their continuations run on other threads.
    bool IsAnswered(Task task)
    {
        if (_partition is Tally.Log.Embedded.EmbeddedPartition { HasWaiters: true }) return task.IsCompleted;
        Task.WaitAny([task], TimeSpan.FromSeconds(30));
        return task.IsCompleted;
    }

    void Rewind(LogModel.Attempt attempt)
    {
        if (attempt.Source is not null) _nextPositions[attempt.Source] = Math.Min(_nextPositions[attempt.Source], attempt.Positions[0]);
    }

    void Read()
    {
        var offset = _random.NextInt64(_partition!.StartOffset, _partition.EndOffset + 1);
        _model.CheckRead(offset, Records(offset));
    }

    bool Restart(bool losesPower)
    {
        while (true)
        {
            _background.Clear();
            _inFlight.Clear();
            _time.StopTimers();
            _partition = null;
            _disk.Restart(losesPower);
            if (_random.Next(4) == 0) _disk.OperationsLeft = _random.Next(8); // it stops again while it recovers
            var opened = false;
            if (!StopsAt(() => opened = TryOpen())) return opened && Check(losesPower);
        }
    }

    bool TryOpen()
    {
        var options = new EmbeddedLogOptions
        {
            Disk = _disk,
            Time = _time,
            Background = _background.Enqueue,
            Recovery = new ParallelOptions { MaxDegreeOfParallelism = 1 },
        };
        _log = EmbeddedLog.Open(Directory, options);
        _partition = _log.OpenTopicAsync("t", _topic).AsTask().GetAwaiter().GetResult().Partitions[0];
        return true;
    }

    bool Check(bool losesPower)
    {
        _disk.OperationsLeft = -1;
        var isBestEffort = _topic.Durability == Durability.PageCache && losesPower;
        if (((EmbeddedLog)_log!).Problems.Count > 0)
        {
            Assert.True(isBestEffort, $"damage where all was durable: {((EmbeddedLog)_log).Problems[0].Message}");
            Refusals++;
            return false;
        }
        if (!_model.CheckRecovered(_partition!.StartOffset, Records(_partition.StartOffset), isBestEffort ? 0 : _model.AcknowledgedOffset))
            return false;
        _nextPositions.Clear();
        for (var pick = 1; pick < 4; pick++)
        {
            var position = _partition.LastPositionAsync($"s{pick}").AsTask().GetAwaiter().GetResult();
            Assert.Equal(_model.PositionOf($"s{pick}"), position);
            _nextPositions[$"s{pick}"] = position + 1;
        }
        return true;
    }

    List<(long Offset, string? Text)> Records(long offset)
    {
        using var reader = _partition!.OpenReader(offset);
        var block = new RecordBlock();
        var records = new List<(long, string?)>();
        while (reader.TryRead(block, _random.Next(1, 10), _random.Next(1, 3000)))
        {
            var texts = block.Texts();
            for (var index = 0; index < texts.Count; index++) records.Add((block.Positions[index], texts[index]));
        }
        Assert.Equal(0, reader.LostCount);
        return records;
    }
}
