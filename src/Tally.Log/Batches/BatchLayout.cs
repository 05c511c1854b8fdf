namespace Tally.Log.Batches;

/// <summary>Where the fields of a Kafka record batch (format v2) lie; all are big-endian.</summary>
static class BatchLayout
{
    public const int BaseOffset = 0;
    public const int Length = 8;
    public const int LeaderEpoch = 12;
    public const int Magic = 16;
    public const int Checksum = 17;
    public const int Attributes = 21;
    public const int LastOffsetDelta = 23;
    public const int BaseTimestamp = 27;
    public const int MaxTimestamp = 35;
    public const int ProducerId = 43;
    public const int ProducerEpoch = 51;

    /// <summary>Kafka's base sequence, idle without a producer: here the number of records before this batch that were not yet acknowledged
    /// when it was written.</summary>
    public const int Unacknowledged = 53;

    public const int RecordCount = 57;
    public const int HeaderSizeBytes = 61;

    /// <summary>The bytes that the length field does not count.</summary>
    public const int LengthOverheadBytes = 12;

    public const byte MagicV2 = 2;

    /// <summary>Timestamps are those of the append, and nothing is compressed.</summary>
    public const short LogAppendTime = 8;

    /// <summary>The smallest record: its length, attributes, two deltas, no key, no value, no headers.</summary>
    public const int MinRecordSizeBytes = 7;

    /// <summary>The largest batch: an append beyond it is refused.</summary>
    public const int MaxSizeBytes = 128 << 20;
}
