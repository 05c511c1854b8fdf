using Tally.Engine.Catalog;
using Tally.Engine.Columns;
using Tally.Engine.Formats.Values;

namespace Tally.Engine.Formats.AccessLog;

/// <summary>Makes the readers of access-log fields.</summary>
/// <param name="pattern">A name or a pattern; null where lines are recognized.</param>
sealed class AccessLogReaders(string? pattern, TimeZoneInfo timeZone, bool isScalar) : ReaderFactory<AccessLogSyntax>(default, isScalar)
{
    protected override FieldReader CreateNested(SqlType type) =>
        throw new OptionException($"format 'access-log' has no values of type {type}");

    /// <summary>The readers of a decoder's fields; every column of the table must be in the pattern.</summary>
    public FieldReader[] CreateAll(DecoderRequest request)
    {
        var known = pattern is null or "json" or "caddy" or "traefik" or "w3c" or "cloudfront" ? null : AccessLogPattern.Parse(pattern);
        if (known is not null || pattern is null)
        {
            var columns = known is null ? AccessLogColumns.Known : [.. known.Columns];
            foreach (var field in request.AllFields)
                if (!columns.Any(column => AccessLogColumns.Fills(column, field.Name)))
                    throw new OptionException(
                        $"format 'access-log': the pattern has no '{field.Name}'; its columns are {string.Join(", ", columns)}");
        }
        var readers = new FieldReader[request.Fields.Count];
        for (var i = 0; i < readers.Length; i++)
            readers[i] = Create(known?.Find(request.Fields[i].Name), request.Fields[i], request.AsCodes[i]);
        return readers;
    }

    FieldReader Create(AccessLogVariable? variable, Field field, bool asCodes)
    {
        var type = field.Type;
        if (!type.IsTimestamp || AccessLogColumns.OfVariable(variable?.Name ?? field.Name) != "ts") return Create(type, asCodes);
        if (type.IsWide)
            throw new OptionException(
                $"format 'access-log': '{field.Name}' has at most milliseconds, expected TIMESTAMP_LTZ(3), found {type}");
        var isLocal = type.Kind == TypeKind.Timestamp;
        return variable?.Name switch
        {
            "time_local" => Fixed<long, AccessTimeParser>(type, new(isLocal)),
            "time_iso8601" => Fixed<long, IsoTimeParser>(type, new(isLocal)),
            "msec" => Fixed<long, EpochTimeParser>(type, new()),
            _ => Fixed<long, AnyTimeParser>(type, new(isLocal, timeZone)),
        };
    }
}
