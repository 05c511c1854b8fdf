namespace Tally.Log.Kafka;

/// <summary>Records on their way from the thread that fetches them to their reader.</summary>
sealed class FetchedRecords
{
    /// <summary>The records, without repeats.</summary>
    public RecordBlock Block { get; } = new();

    /// <summary>Whose each record is; a record without a source has a null name.</summary>
    public List<SourceMark> Sources { get; } = [];

    /// <summary>The offset behind the last record fetched, delivered or not.</summary>
    public long EndOffset { get; set; }

    /// <summary>How many records the reader has taken.</summary>
    public int TakenCount { get; set; }

    public void Clear()
    {
        Block.Clear();
        Sources.Clear();
        TakenCount = 0;
    }

    /// <summary>Moves the next records into a reader's block; returns the offset that the reader is at then.</summary>
    public long MoveTo(RecordBlock into, int maxRecords, int maxBytes)
    {
        while (TakenCount < Block.Count && into.Count < maxRecords)
        {
            var index = TakenCount++;
            Copy(index, into);
            if (into.ByteCount >= maxBytes) break;
        }
        return TakenCount == Block.Count ? EndOffset : Block.Positions[TakenCount - 1] + 1;
    }

    void Copy(int index, RecordBlock into)
    {
        if (Block.Lengths[index] < 0) into.AddSlice(into.ByteCount, -1, Block.Positions[index], Block.TimestampsMs[index]);
        else into.Add(Block.Value(index), Block.Positions[index], Block.TimestampsMs[index]);
        if (Block.Keys is { } keys) into.SetKey(into.Count - 1, keys[index]);
        if (Block.Headers is { } headers) into.SetHeaders(into.Count - 1, headers[index]);
        if (Sources[index].Source is not null) Mark(into.Marks, Sources[index]);
    }

    // Mostly the same source as before: the list stays short and the last entry is the one.
    static void Mark(List<SourceMark> marks, SourceMark mark)
    {
        for (var at = marks.Count - 1; at >= 0; at--)
        {
            if (marks[at].Source != mark.Source) continue;
            marks[at] = mark;
            return;
        }
        marks.Add(mark);
    }
}
