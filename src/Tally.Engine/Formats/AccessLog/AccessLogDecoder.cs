using Tally.Engine.Catalog;
using Tally.Engine.Columns;
using Tally.Engine.Formats.Values;

namespace Tally.Engine.Formats.AccessLog;

/// <summary>Decodes lines of a web server's access log.</summary>
sealed class AccessLogDecoder(DecoderRequest request, AccessLogPattern pattern, bool isScalar)
    : SlicingDecoder(new AccessLogReaders(pattern, isScalar).CreateAll(request), new(request.Fields, ignoreErrors: false, failOnMissing: false))
{
    readonly AccessLogScan _scan = new(pattern, column => IndexOf(request.Fields, column), isScalar);

    static int IndexOf(IReadOnlyList<Field> fields, string column)
    {
        for (var i = 0; i < fields.Count; i++)
            if (fields[i].Name == column) return i;
        return -1;
    }

    protected override void Scan(byte[] bytes, int start, int end, int record, SliceTable table, List<BadRecord> bad)
    {
        var rows = table.Rows;
        if (_scan.TryScan(bytes, start, end, table.AddRow(record))) return;
        table.Truncate(rows);
        bad.Add(new(record, "access-log", _scan.Reason));
    }
}

/// <summary>Makes the readers of access-log fields.</summary>
sealed class AccessLogReaders(AccessLogPattern pattern, bool isScalar) : ReaderFactory<AccessLogSyntax>(default, isScalar)
{
    protected override FieldReader CreateNested(SqlType type) => throw new OptionException($"format 'access-log' has no values of type {type}");

    /// <summary>The readers of a decoder's fields; every column of the table must be in the pattern.</summary>
    public FieldReader[] CreateAll(DecoderRequest request)
    {
        foreach (var field in request.AllFields)
            if (pattern.Find(field.Name) is null) throw new OptionException($"format 'access-log': the pattern has no '{field.Name}'; its columns are {string.Join(", ", pattern.Columns)}");
        var readers = new FieldReader[request.Fields.Count];
        for (var i = 0; i < readers.Length; i++) readers[i] = Create(pattern.Find(request.Fields[i].Name)!, request.Fields[i].Type, request.AsCodes[i]);
        return readers;
    }

    FieldReader Create(AccessLogVariable variable, SqlType type, bool asCodes)
    {
        if (!type.IsTimestamp || variable.Name is not ("time_local" or "time_iso8601" or "msec")) return Create(type, asCodes);
        if (type.IsWide) throw new OptionException($"format 'access-log': '{variable.Column}' has at most milliseconds, expected TIMESTAMP_LTZ(3), found {type}");
        var isLocal = type.Kind == TypeKind.Timestamp;
        return variable.Name switch
        {
            "time_local" => Fixed<long, AccessTimeParser>(type, new(isLocal)),
            "time_iso8601" => Fixed<long, IsoTimeParser>(type, new(isLocal)),
            _ => Fixed<long, EpochTimeParser>(type, new()),
        };
    }
}
