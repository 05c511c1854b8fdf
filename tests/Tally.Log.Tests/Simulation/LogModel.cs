using System.Globalization;

namespace Tally.Log.Tests.Simulation;

/// <summary>What the log under simulation has promised, and what it may hold beyond that.</summary>
sealed class LogModel
{
    readonly List<Stored> _stored = [];
    readonly Dictionary<string, long> _acknowledgedPositions = [];
    readonly List<Attempt> _attempts = [];
    int _attemptCount;

    /// <summary>A record of the log; its text names attempt, index, source and position, so that no two are equal.</summary>
    sealed record Stored(string Text, string? Source, long Position);

    /// <summary>An append: what it offers and what became of it.</summary>
    public sealed record Attempt(int Id, string? Source, long[] Positions, string[] Texts);

    /// <summary>The offset after the last record that was acknowledged.</summary>
    public long AcknowledgedOffset => _stored.Count;

    /// <summary>Prepares an append.</summary>
    public Attempt NewAttempt(Random random, string? source, long firstPosition)
    {
        var id = _attemptCount++;
        var position = firstPosition;
        var texts = new string[random.Next(1, 6)];
        var positions = new long[texts.Length];
        for (var index = 0; index < texts.Length; index++)
        {
            if (index > 0) position += random.Next(3);
            positions[index] = position;
            var padding = new string('x', random.Next(10) == 0 ? random.Next(2000) : random.Next(60));
            texts[index] = string.Create(CultureInfo.InvariantCulture, $"{id}|{index}|{source}|{position}|{padding}");
        }
        var attempt = new Attempt(id, source, positions, texts);
        _attempts.Add(attempt);
        return attempt;
    }

    /// <summary>The log has answered that an append is stored.</summary>
    public void Acknowledge(Attempt attempt, AppendResult result)
    {
        _attempts.Remove(attempt);
        if (attempt.Source is not null)
            _acknowledgedPositions[attempt.Source] = Math.Max(
                _acknowledgedPositions.GetValueOrDefault(attempt.Source, -1),
                attempt.Positions[^1]
            );
        if (result.Accepted == 0)
            return;
        Assert.Equal(_stored.Count, result.BaseOffset);
        Add(attempt, attempt.Texts.Length - result.Accepted);
    }

    /// <summary>Checks records that a reader of the running log delivered.</summary>
    public void CheckRead(long offset, List<(long Offset, string? Text)> records)
    {
        foreach (var (at, text) in records)
        {
            Assert.Equal(offset++, at);
            Assert.True(at < _stored.Count, $"offset {at} was shown before it was acknowledged");
            Assert.Equal(_stored[(int)at].Text, text);
        }
    }

    /// <summary>Checks what a log holds after a restart, and takes it as the truth from then on.</summary>
    /// <param name="startOffset">The first offset that is left.</param>
    /// <param name="records">All records.</param>
    /// <param name="promised">Below this offset everything must be there.</param>
    /// <returns>False when, where nothing was promised, an append came back that had been answered as failed and was overwritten
    /// since.</returns>
    public bool CheckRecovered(long startOffset, List<(long Offset, string? Text)> records, long promised)
    {
        var endOffset = records.Count == 0 ? startOffset : records[^1].Offset + 1;
        Assert.True(startOffset <= AcknowledgedOffset, $"starts at {startOffset}, acknowledged were only {AcknowledgedOffset}");
        Assert.True(endOffset >= promised, $"ends at {endOffset}, but {promised} were acknowledged as durable");
        var expected = startOffset;
        foreach (var (offset, text) in records)
        {
            Assert.Equal(expected++, offset);
            if (offset >= AcknowledgedOffset || _stored[(int)offset].Text == text)
                continue;
            Assert.True(
                offset >= promised && _attempts.Exists(attempt => attempt.Texts.Contains(text)),
                $"offset {offset} holds '{text}', '{_stored[(int)offset].Text}' was acknowledged"
            );
            return false;
        }
        if (endOffset < AcknowledgedOffset) _stored.RemoveRange((int)endOffset, _stored.Count - (int)endOffset);
        AdoptUnacknowledged(records);
        _attempts.Clear();
        _acknowledgedPositions.Clear();
        foreach (var record in _stored)
        {
            if (record.Source is not null) _acknowledgedPositions[record.Source] = record.Position;
        }
        return true;
    }

    /// <summary>The position that the log must name for a source after a restart, or may exceed while it runs.</summary>
    public long PositionOf(string source) => _acknowledgedPositions.GetValueOrDefault(source, -1);

    void AdoptUnacknowledged(List<(long Offset, string? Text)> records)
    {
        var index = records.FindIndex(record => record.Offset >= AcknowledgedOffset);
        while (index >= 0 && index < records.Count)
        {
            var parts = records[index].Text!.Split('|');
            var attempt = _attempts.Find(candidate => candidate.Id == int.Parse(parts[0], CultureInfo.InvariantCulture));
            Assert.True(
                attempt is not null,
                $"offset {records[index].Offset} holds '{records[index].Text}', which nobody appended or which was answered before"
            );
            var first = int.Parse(parts[1], CultureInfo.InvariantCulture);
            // whole or not at all
            Assert.Equal(attempt.Texts[first..], records.Skip(index).Take(attempt.Texts.Length - first).Select(record => record.Text));
            Add(attempt, first);
            _attempts.Remove(attempt);
            index += attempt.Texts.Length - first;
        }
    }

    void Add(Attempt attempt, int first)
    {
        var before = attempt.Source is null ? -1 : _stored.FindLast(record => record.Source == attempt.Source)?.Position ?? -1;
        if (attempt.Source is not null)
        {
            Assert.True(attempt.Positions[first] > before, $"position {attempt.Positions[first]} of {attempt.Source} is stored twice");
            Assert.True(
                first == 0 || attempt.Positions[first - 1] <= before,
                $"position {attempt.Positions[Math.Max(0, first - 1)]} of {attempt.Source} is lost"
            );
        }
        for (var index = first; index < attempt.Texts.Length; index++)
            _stored.Add(new Stored(attempt.Texts[index], attempt.Source, attempt.Positions[index]));
    }
}
