using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Tally.Log;

namespace Tally.Engine.Formats;

/// <summary>Cuts bytes that a source has read into a block's buffer into records, 64 bytes at a time. Reads one stream in order.</summary>
/// <remarks>
/// The bytes of a record that has no end yet are not consumed: the source puts them in front of what it reads next. So nothing is lost at
/// the seams of
/// reads, whether they fall between a CR and its LF or inside quotes. The only state is that the rest of an overlong record is being passed
/// over.
/// </remarks>
sealed class RecordSplitter
{
    /// <summary>The longest record by default, in bytes.</summary>
    public const int DefaultMaxLength = 16 << 20;

    /// <summary>How much is kept of a record that is too long.</summary>
    public const int KeptLength = 1024;

    const int BlockLength = 64;

    readonly RecordSplit _split;
    readonly int _maxLength;
    readonly bool _isScalar;
    readonly List<int> _tooLong = [];
    bool _isPassing;

    /// <param name="maxLength">A longer record is cut: its beginning becomes a record of <see cref="TooLong"/>, the rest is passed
    /// over.</param>
    public RecordSplitter(RecordSplit split, int maxLength = DefaultMaxLength)
        : this(split, maxLength, Environment.GetEnvironmentVariable("TALLY_FORCE_SCALAR") == "1") { }

    internal RecordSplitter(RecordSplit split, int maxLength, bool isScalar) =>
        (_split, _maxLength, _isScalar) = (split, maxLength, isScalar);

    /// <summary>The indexes in the block of those records of the last call that are only the beginning of one that is too long: dead
    /// letters.</summary>
    public IReadOnlyList<int> TooLong => _tooLong;

    /// <summary>Adds the records that end in block.Bytes[start .. end] to the block.</summary>
    /// <param name="position">The position in the source of the byte at <paramref name="start"/>; a record's position is that of its first
    /// byte.</param>
    /// <param name="isEnd">Whether the source ends here, so that the last record needs no line end.</param>
    /// <param name="maxRecords">Stops after this many.</param>
    /// <returns>The index in block.Bytes behind the last byte consumed.</returns>
    public int Split(RecordBlock block, int start, int end, long position, bool isEnd, int maxRecords = int.MaxValue)
    {
        _tooLong.Clear();
        var cut = new Cut(this, block, position - start, start, end, maxRecords);
        for (var at = start; at < end && cut.Wants; at += BlockLength) cut.Take(at, FindMarks(block.Bytes, at, end));
        if (cut.Wants) cut.TakeRest(isEnd);
        block.ByteCount = Math.Max(block.ByteCount, cut.RecordStart);
        return cut.RecordStart;
    }

    /// <summary>One bit for each of the next 64 bytes, set for line ends, quotes and escapes.</summary>
    ulong FindMarks(byte[] bytes, int at, int end)
    {
        var inside = end - at >= BlockLength ? ulong.MaxValue : (1UL << (end - at)) - 1;
        if (_isScalar || bytes.Length - at < BlockLength) return FindMarksScalar(bytes.AsSpan(at, Math.Min(BlockLength, end - at)));
        var seen = Vector512.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(bytes), (nuint)at);
        var marks = Vector512.Equals(seen, Vector512.Create(_split.Delimiter));
        if (_split.Quote is { } quote)
            marks |= Vector512.Equals(seen, Vector512.Create(quote)) | Vector512.Equals(seen, Vector512.Create(_split.Escape ?? quote));
        return marks.ExtractMostSignificantBits() & inside;
    }

    ulong FindMarksScalar(ReadOnlySpan<byte> bytes)
    {
        ulong marks = 0;
        for (var i = 0; i < bytes.Length; i++)
            if (bytes[i] == _split.Delimiter || (_split.Quote is not null && (bytes[i] == _split.Quote || bytes[i] == _split.Escape)))
                marks |= 1UL << i;
        return marks;
    }

    /// <summary>One call's way through the bytes.</summary>
    ref struct Cut(RecordSplitter splitter, RecordBlock block, long positionOfZero, int start, int end, int maxRecords)
    {
        readonly byte[] _bytes = block.Bytes;
        readonly int _first = block.Count;
        bool _isQuoted;
        int _skipTo;

        /// <summary>Where the record that has no end yet starts.</summary>
        public int RecordStart { get; private set; } = start;

        /// <summary>Whether more records may be added.</summary>
        public readonly bool Wants => block.Count - _first < maxRecords;

        /// <summary>Handles the marks of 64 bytes.</summary>
        public void Take(int at, ulong marks)
        {
            for (; marks != 0 && Wants; marks &= marks - 1)
            {
                var mark = at + BitOperations.TrailingZeroCount(marks);
                if (mark < _skipTo) continue;
                if (_isQuoted) TakeQuoted(mark);
                else if (_bytes[mark] == splitter._split.Delimiter) End(mark, mark + 1);
                else if (_bytes[mark] == splitter._split.Quote) _isQuoted = !splitter._isPassing && OpensField(mark);
            }
        }

        void TakeQuoted(int mark)
        {
            var isDoubled = mark + 1 < end && _bytes[mark + 1] == splitter._split.Quote;
            if (_bytes[mark] == splitter._split.Escape || (_bytes[mark] == splitter._split.Quote && isDoubled)) _skipTo = mark + 2;
            else if (_bytes[mark] == splitter._split.Quote) _isQuoted = false;
        }

        /// <summary>Whether a quote stands at the start of a field of a record that is no comment.</summary>
        readonly bool OpensField(int mark) => mark == RecordStart
            || (_bytes[mark - 1] == splitter._split.FieldDelimiter && _bytes[RecordStart] != splitter._split.Comment
                && !(mark - 2 >= RecordStart && _bytes[mark - 2] == splitter._split.Escape));

        /// <summary>Ends the record before <paramref name="recordEnd"/>; the next one starts at <paramref name="next"/>.</summary>
        void End(int recordEnd, int next)
        {
            if (recordEnd > RecordStart && splitter._split.Delimiter == '\n' && _bytes[recordEnd - 1] == '\r') recordEnd--;
            if (!splitter._isPassing) Add(recordEnd - RecordStart);
            splitter._isPassing = false;
            RecordStart = next;
        }

        readonly void Add(int length)
        {
            if (length > splitter._maxLength)
            {
                splitter._tooLong.Add(block.Count);
                length = KeptLength;
            }
            block.AddSlice(RecordStart, length, positionOfZero + RecordStart);
        }

        /// <summary>Handles what has no line end: the last record of the source, or one that is too long already.</summary>
        public void TakeRest(bool isEnd)
        {
            if (isEnd && end > RecordStart) End(end, end);
            else if (splitter._isPassing) RecordStart = end;
            else if (end - RecordStart > splitter._maxLength)
            {
                Add(end - RecordStart);
                RecordStart = end;
                splitter._isPassing = true;
            }
        }
    }
}
