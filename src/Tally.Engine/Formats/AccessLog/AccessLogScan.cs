using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;
using Tally.Engine.Formats.Values;

namespace Tally.Engine.Formats.AccessLog;

/// <summary>Finds the fields of one access-log line, literal by literal of its pattern.</summary>
sealed class AccessLogScan : ILineScan
{
    readonly AccessLogPattern _pattern;
    readonly byte[] _start;
    readonly LineStep[] _steps;
    readonly bool _isScalar;
    bool _isAscii;
    bool _hasEscapes;

    public AccessLogScan(AccessLogPattern pattern, LineTargets targets, bool isScalar)
    {
        _pattern = pattern;
        _start = Encoding.UTF8.GetBytes(pattern.Start);
        _steps = [.. pattern.Variables.Select(variable => new LineStep(variable, targets))];
        _isScalar = isScalar;
    }

    public string Name => _pattern.Name;

    public string Reason { get; private set; } = "";

    public LineKind Scan(byte[] bytes, int start, int end, Span<ValueSlice> row) =>
        TryScan(bytes, start, end, row) ? LineKind.Row : LineKind.Bad;

    bool TryScan(byte[] bytes, int start, int end, Span<ValueSlice> row)
    {
        while (end > start && bytes[end - 1] is (byte)' ' or (byte)'\r') end--;
        _isAscii = Ascii.IsValid(bytes.AsSpan(start, end - start));
        var position = start + _start.Length;
        if (!bytes.AsSpan(start, end - start).StartsWith(_start))
            return Fail(bytes, start, start, end, $"'{Encoding.UTF8.GetString(_start)}'");
        for (var i = 0; i < _steps.Length; i++)
        {
            var step = _steps[i];
            var isLast = i == _steps.Length - 1;
            _hasEscapes = false;
            while (_pattern.IsPadded && position < end && bytes[position] == ' ') position++;
            var stop = isLast && step.After.Length == 0 ? end : FindEnd(bytes, position, end, step);
            // A line that is cut off inside its last quoted field counts, as far as it goes.
            var isCutOff = stop == None && isLast && step.IsQuoted;
            if (stop < 0 && !isCutOff)
                return Fail(bytes, start, position, end, $"${step.Name} and then '{Encoding.UTF8.GetString(step.After)}'");
            if (!isCutOff && !step.Takes(bytes.AsSpan(position, stop - position)))
                return Fail(bytes, start, position, end, $"${step.Name} without a blank");
            Put(bytes, position, isCutOff ? end : stop, step, row);
            position = isCutOff ? end : stop + step.After.Length;
        }
        return position == end || Fail(bytes, start, position, end, "the end of the line behind the last field");
    }

    const int None = -1, Misplaced = -2;

    /// <summary>Where the text behind a variable starts; <see cref="None"/> or, behind a quote that ends the value too early,
    /// <see cref="Misplaced"/>.</summary>
    int FindEnd(byte[] bytes, int position, int end, LineStep step)
    {
        var start = position;
        for (; ; position++)
        {
            position = _isScalar ? FindScalar(bytes, position, end, step) : Find(bytes, position, end, step);
            if (position >= end) return None;
            if (step.IsQuoted && bytes[position] == '\\')
            {
                _hasEscapes = true;
                position++;
            }
            else if (step.GoesOn(bytes.AsSpan(start, end - start), position - start)) continue;
            else if (bytes.AsSpan(position, end - position).StartsWith(step.After)) return position;
            else if (step.IsQuoted && position + 1 < end && bytes[position + 1] == ' ') return Misplaced;
        }
    }

    /// <summary>The next byte with which the text behind the variable starts, or an escape inside quotes; the end when there is
    /// none.</summary>
    static int Find(byte[] bytes, int position, int end, LineStep step)
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

    static int FindScalar(byte[] bytes, int position, int end, LineStep step)
    {
        while (position < end && bytes[position] != step.After[0] && !(step.IsQuoted && bytes[position] == '\\')) position++;
        return position;
    }

    void Put(byte[] bytes, int start, int end, LineStep step, Span<ValueSlice> row)
    {
        // Outside of quotes nobody looked for them on the way.
        if (!step.IsQuoted && (step.Fields.Length > 0 || step.SplitsRequest))
            _hasEscapes = bytes.AsSpan(start, end - start).Contains((byte)'\\');
        foreach (var field in step.Fields) row[field] = Slice(bytes, step.StartOf(field, bytes, start, end), end);
        if (step.SplitsRequest) PutRequest(bytes, start, end, step, row);
        if (step.Address.Length == 0) return;
        var comma = bytes.AsSpan(start, end - start).IndexOf((byte)',');
        foreach (var field in step.Address) row[field] = Slice(bytes, start, comma < 0 ? end : start + comma);
    }

    /// <summary>Splits "GET /path HTTP/1.1": the method before the first space, the protocol, if there is one, behind the last. Anything
    /// else has no parts.</summary>
    void PutRequest(byte[] bytes, int start, int end, LineStep step, Span<ValueSlice> row)
    {
        var request = bytes.AsSpan(start, end - start);
        var first = request.IndexOf((byte)' ');
        if (first <= 0) return;
        var last = request.LastIndexOf((byte)' ');
        var hasProtocol = last > first && request[(last + 1)..].StartsWith("HTTP/"u8);
        foreach (var field in step.Method) row[field] = Slice(bytes, start, start + first);
        foreach (var field in step.Path) row[field] = Slice(bytes, start + first + 1, hasProtocol ? start + last : end);
        foreach (var field in hasProtocol ? step.Protocol : []) row[field] = Slice(bytes, start + last + 1, end);
    }

    ValueSlice Slice(byte[] bytes, int start, int end) => LineTargets.Slice(bytes, start, end, _hasEscapes, _isAscii);

    bool Fail(byte[] bytes, int start, int position, int end, string expected)
    {
        position = Math.Min(position, end);
        var found = position == end ? "the end" : RowFaults.Show(bytes.AsSpan(position, Math.Min(40, end - position)));
        Reason = $"byte {position - start + 1}: found {found}, expected {expected}";
        return false;
    }
}
