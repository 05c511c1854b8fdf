using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;
using System.Text.Unicode;
using Tally.Engine.Formats.Values;

namespace Tally.Engine.Formats.AccessLog;

/// <summary>Finds the fields of one access-log line, literal by literal of its pattern.</summary>
sealed class AccessLogScan
{
    readonly byte[] _start;
    readonly Step[] _steps;
    readonly bool _isScalar;
    bool _hasNonAscii;
    bool _hasEscapes;

    /// <param name="targets">For a column's name the field to fill, or −1.</param>
    public AccessLogScan(AccessLogPattern pattern, Func<string, int> targets, bool isScalar)
    {
        _start = Encoding.UTF8.GetBytes(pattern.Start);
        _steps = [.. pattern.Variables.Select(variable => new Step(variable, targets))];
        _isScalar = isScalar;
    }

    /// <summary>One variable, and the text behind it.</summary>
    sealed class Step(AccessLogVariable variable, Func<string, int> targets)
    {
        public readonly string Name = variable.Name;
        public readonly byte[] After = Encoding.UTF8.GetBytes(variable.After);
        public readonly bool IsQuoted = variable.IsQuoted;
        public readonly int Field = targets(variable.Column);
        public readonly int Method = variable.IsRequest ? targets("method") : -1;
        public readonly int Path = variable.IsRequest ? targets("path") : -1;
        public readonly int Protocol = variable.IsRequest ? targets("protocol") : -1;
        public bool SplitsRequest => Method >= 0 || Path >= 0 || Protocol >= 0;
    }

    /// <summary>What is wrong with the line after a call that returned false.</summary>
    public string Reason { get; private set; } = "";

    /// <summary>Fills the row with the slices of the line's fields.</summary>
    public bool TryScan(byte[] bytes, int start, int end, Span<ValueSlice> row)
    {
        while (end > start && bytes[end - 1] is (byte)' ' or (byte)'\r') end--;
        _hasNonAscii = !Ascii.IsValid(bytes.AsSpan(start, end - start));
        var position = start + _start.Length;
        if (!bytes.AsSpan(start, end - start).StartsWith(_start)) return Fail(bytes, start, start, end, $"'{Encoding.UTF8.GetString(_start)}'");
        for (var i = 0; i < _steps.Length; i++)
        {
            var step = _steps[i];
            var isLast = i == _steps.Length - 1;
            _hasEscapes = false;
            var stop = isLast && step.After.Length == 0 ? end : FindEnd(bytes, position, end, step);
            // A line that is cut off inside its last quoted field counts, as far as it goes.
            var isCutOff = stop < 0 && isLast && step.IsQuoted;
            if (stop < 0 && !isCutOff) return Fail(bytes, start, position, end, $"${step.Name} and then '{Encoding.UTF8.GetString(step.After)}'");
            Put(bytes, position, isCutOff ? end : stop, step, row);
            position = isCutOff ? end : stop + step.After.Length;
        }
        return position == end || Fail(bytes, start, position, end, "the end of the line behind the last field");
    }

    /// <summary>Where the text behind a variable starts, or −1.</summary>
    int FindEnd(byte[] bytes, int position, int end, Step step)
    {
        for (; ; position++)
        {
            position = _isScalar ? FindScalar(bytes, position, end, step) : Find(bytes, position, end, step);
            if (position >= end) return -1;
            if (step.IsQuoted && bytes[position] == '\\')
            {
                _hasEscapes = true;
                position++;
            }
            else if (bytes.AsSpan(position, end - position).StartsWith(step.After)) return position;
        }
    }

    /// <summary>The next byte with which the text behind the variable starts, or an escape inside quotes; the end when there is none.</summary>
    static int Find(byte[] bytes, int position, int end, Step step)
    {
        ref var data = ref MemoryMarshal.GetArrayDataReference(bytes);
        var wanted = Vector256.Create(step.After[0]);
        var escape = step.IsQuoted ? Vector256.Create((byte)'\\') : wanted;
        for (; end - position > 0 && bytes.Length - position >= Vector256<byte>.Count; position += Vector256<byte>.Count)
        {
            var seen = Vector256.LoadUnsafe(ref data, (nuint)position);
            var found = (Vector256.Equals(seen, wanted) | Vector256.Equals(seen, escape)).ExtractMostSignificantBits();
            if (found != 0) return Math.Min(end, position + BitOperations.TrailingZeroCount(found));
        }
        return FindScalar(bytes, Math.Min(position, end), end, step);
    }

    static int FindScalar(byte[] bytes, int position, int end, Step step)
    {
        while (position < end && bytes[position] != step.After[0] && !(step.IsQuoted && bytes[position] == '\\')) position++;
        return position;
    }

    void Put(byte[] bytes, int start, int end, Step step, Span<ValueSlice> row)
    {
        if (step.Field >= 0) row[step.Field] = Slice(bytes, start, end);
        if (step.SplitsRequest) PutRequest(bytes, start, end, step, row);
    }

    /// <summary>Splits "GET /path HTTP/1.1": the method before the first space, the protocol, if there is one, behind the last. Anything else has no parts.</summary>
    void PutRequest(byte[] bytes, int start, int end, Step step, Span<ValueSlice> row)
    {
        var request = bytes.AsSpan(start, end - start);
        var first = request.IndexOf((byte)' ');
        if (first <= 0) return;
        var last = request.LastIndexOf((byte)' ');
        var hasProtocol = last > first && request[(last + 1)..].StartsWith("HTTP/"u8);
        if (step.Method >= 0) row[step.Method] = Slice(bytes, start, start + first);
        if (step.Path >= 0) row[step.Path] = Slice(bytes, start + first + 1, hasProtocol ? start + last : end);
        if (step.Protocol >= 0 && hasProtocol) row[step.Protocol] = Slice(bytes, start + last + 1, end);
    }

    ValueSlice Slice(byte[] bytes, int start, int end)
    {
        if (end - start == 1 && bytes[start] == '-') return ValueSlice.Null;
        var mustRewrite = _hasEscapes || (_hasNonAscii && !Utf8.IsValid(bytes.AsSpan(start, end - start)));
        return mustRewrite ? ValueSlice.Rewritten(start, end - start) : ValueSlice.Plain(start, end - start);
    }

    bool Fail(byte[] bytes, int start, int position, int end, string expected)
    {
        position = Math.Min(position, end);
        var found = position == end ? "the end" : RowFaults.Show(bytes.AsSpan(position, Math.Min(40, end - position)));
        Reason = $"byte {position - start + 1}: found {found}, expected {expected}";
        return false;
    }
}
