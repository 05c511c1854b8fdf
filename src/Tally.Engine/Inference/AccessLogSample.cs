using Tally.Engine.Columns;
using Tally.Engine.Formats.AccessLog;
using Tally.Engine.Formats.Values;

namespace Tally.Engine.Inference;

/// <summary>The columns of access logs: the first known pattern that nine of ten lines fit.</summary>
static class AccessLogSample
{
    static readonly (string Name, string Pattern)[] s_patterns =
    [
        .. new[]
        {
            $"{AccessLogPresets.Combined} \"$http_x_forwarded_for\" $request_time",
            $"{AccessLogPresets.Combined} $request_time",
        }.Select(pattern => (pattern, pattern)),
        .. AccessLogPresets.Recognized.Select(name => (name, name)),
    ];

    public static Found? Of(List<byte[]> first, SampleReader sample)
    {
        var lines = first.Where(line => line.Length > 0).ToList();
        foreach (var (name, text) in s_patterns)
        {
            var reader = new PatternReader(AccessLogPattern.Parse(text));
            if (lines.Count(reader.Fits) * 10 < lines.Count * 9) continue;
            return Read(sample, reader, name);
        }
        return null;
    }

    static Found Read(SampleReader sample, PatternReader reader, string name)
    {
        var count = 0L;
        foreach (var (_, records) in sample.Read(new(null)))
        {
            reader.BeginFile();
            foreach (var record in records)
                if (reader.Add(record)) count++;
        }
        return new(reader.Columns(count),
            name == "combined" ? [new("format", "access-log")] : [new("format", "access-log"), new("access-log.pattern", name)], count);
    }

    /// <summary>Reads lines by one pattern.</summary>
    sealed class PatternReader
    {
        readonly string[] _names;
        readonly AccessLogScan _scan;
        readonly ValueSlice[] _row;
        readonly Evidence[] _evidence;

        public PatternReader(AccessLogPattern pattern)
        {
            _names = [.. pattern.Columns.Where(name => name != "request")];
            _scan = new(pattern, new([.. _names.Select(name => new Field(name, SqlType.String))]), isScalar: true);
            _row = new ValueSlice[_names.Length];
            _evidence = [.. _names.Select(_ => new Evidence())];
        }

        public void BeginFile()
        {
            foreach (var evidence in _evidence) evidence.BeginFile();
        }

        /// <summary>Whether the line has the pattern, and its parts look like what they are called.</summary>
        public bool Fits(byte[] line)
        {
            Array.Fill(_row, ValueSlice.Missing);
            if (_scan.Scan(line, 0, line.Length, _row) != LineKind.Row) return false;
            return IsNumber(line, "status") && IsNumber(line, "bytes_sent") && IsNumber(line, "request_time");
        }

        public bool Add(byte[] line)
        {
            Array.Fill(_row, ValueSlice.Missing);
            if (_scan.Scan(line, 0, line.Length, _row) != LineKind.Row) return false;
            for (var i = 0; i < _row.Length; i++)
            {
                if (_row[i].IsAbsent) continue;
                _evidence[i].PresentCount++;
                _evidence[i].Add(TextOf(line, i), isText: false);
            }
            return true;
        }

        bool IsNumber(byte[] line, string name)
        {
            var column = Array.IndexOf(_names, name);
            return column < 0 || _row[column].IsAbsent || (TextForms.Of(TextOf(line, column), false, out _) & TextForm.AnyNumber) != 0;
        }

        string TextOf(byte[] line, int column) => System.Text.Encoding.UTF8.GetString(line, _row[column].Start, _row[column].Length);

        public IReadOnlyList<InferredColumn> Columns(long count) =>
            [.. _names.Select((name, i) =>
                new InferredColumn(name, TypeOf(name, _evidence[i])) { NullCount = count - _evidence[i].PresentCount, DisorderMs = 1 })];

        static string TypeOf(string name, Evidence evidence) => name switch
        {
            "ts" => "TIMESTAMP_LTZ(3)",
            "status" => "INT",
            "bytes_sent" => "BIGINT",
            "ip" or "user_id" or "method" or "path" or "protocol" or "referer" or "user_agent" or "remote_ident" or "host" => "STRING",
            _ => evidence.TypeText,
        };
    }
}
