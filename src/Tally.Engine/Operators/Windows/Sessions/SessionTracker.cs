using Tally.Engine.Columns;
using Tally.Engine.State;

namespace Tally.Engine.Operators.Windows.Sessions;

/// <summary>The open sessions of all partitions: which one a row belongs to, which ones it joins into one, and which are over.</summary>
/// <remarks>
/// Lateness is judged after merging. A session that is over at the row's own watermark counts as gone for this row, whether it has fired
/// yet or not; so the result does not depend on when the operator's watermark comes.
/// </remarks>
sealed class SessionTracker(KeyTable partitions, long gapMs)
{
    readonly PriorityQueue<Session, (long End, long Number)> _byEnd = new();
    readonly List<int> _unused = [];
    List<Session>?[] _sessions = [];
    long _number;

    /// <summary>The partition of each row of a batch.</summary>
    public int[] Map(Columns.Batch batch)
    {
        var ids = partitions.Map(batch);
        if (_sessions.Length < partitions.Capacity) Array.Resize(ref _sessions, Math.Max(64, partitions.Capacity * 2));
        return ids;
    }

    /// <summary>The number of open sessions.</summary>
    public int Count { get; private set; }

    /// <summary>The session of a row, widened by it; null when it is late. <paramref name="joined"/> gets further sessions that became part
    /// of it, whose content the caller moves.</summary>
    /// <param name="passed">How far local time has come for this row.</param>
    public Session? Assign(int partition, long local, long passed, List<Session> joined)
    {
        joined.Clear();
        var sessions = _sessions[partition] ??= [];
        var (start, end) = (local, local + gapMs);
        Session? first = null;
        foreach (var session in sessions)
        {
            if (session.End - 1 <= passed || session.Start > local + gapMs || session.End < local) continue;
            (start, end) = (Math.Min(start, session.Start), Math.Max(end, session.End));
            if (first is null) first = session;
            else joined.Add(session);
        }
        if (end - 1 <= passed)
        {
            if (sessions.Count == 0) _unused.Add(partition);
            return null;
        }
        foreach (var session in joined) Remove(session);
        first ??= Open(partition, start, end);
        (first.Start, first.End) = (start, end);
        return first;
    }

    Session Open(int partition, long start, long end)
    {
        var session = new Session { Partition = partition, Number = _number++, Start = start, End = end };
        Track(session);
        return session;
    }

    void Track(Session session)
    {
        (_sessions[session.Partition] ??= []).Add(session);
        _byEnd.Enqueue(session, (session.End, session.Number));
        Count++;
    }

    void Remove(Session session)
    {
        session.IsGone = true;
        _sessions[session.Partition]!.Remove(session);
        Count--;
    }

    /// <summary>Forgets partitions that got only late rows; to be called at the end of a batch.</summary>
    public void Tidy()
    {
        foreach (var partition in _unused) ForgetIfEmpty(partition);
        _unused.Clear();
    }

    /// <summary>Takes out the sessions that are over at this local time, in the order of their ends.</summary>
    public List<Session> TakeOver(long progress)
    {
        var over = new List<Session>();
        while (_byEnd.TryPeek(out var session, out var order) && order.End - 1 <= progress)
        {
            _byEnd.Dequeue();
            if (session.IsGone) continue;
            // A session that grew since it was queued comes again later.
            if (session.End != order.End)
            {
                _byEnd.Enqueue(session, (session.End, session.Number));
                continue;
            }
            Remove(session);
            over.Add(session);
        }
        return over;
    }

    /// <summary>Forgets a partition without sessions.</summary>
    public void ForgetIfEmpty(int partition)
    {
        if (_sessions[partition] is not { Count: 0 } || !partitions.Contains(partition)) return;
        _sessions[partition] = null;
        partitions.Remove(partition);
    }

    public void Snapshot(StateWriter writer)
    {
        partitions.Snapshot(writer);
        writer.Write(_number);
        writer.Write(Count);
        for (var partition = 0; partition < partitions.Capacity; partition++)
            foreach (var session in _sessions[partition] ?? []) session.Snapshot(writer);
    }

    public IEnumerable<Session> Restore(StateReader reader)
    {
        partitions.Restore(reader);
        _sessions = new List<Session>?[Math.Max(64, partitions.Capacity)];
        _number = reader.ReadInt64();
        var restored = new List<Session>();
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            restored.Add(Session.Restore(reader));
            Track(restored[^1]);
        }
        return restored;
    }
}
