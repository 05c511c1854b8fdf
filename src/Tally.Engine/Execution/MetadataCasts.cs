using Tally.Engine.Columns;
using Tally.Engine.Expressions;

namespace Tally.Engine.Execution;

/// <summary>Turns what a connector gives for a metadata column into the declared type.</summary>
static class MetadataCasts
{
    /// <summary>An expression over the value as column 0, or null when it fits as it is.</summary>
    public static Expression? Create(SqlType given, SqlType declared, TimeZoneInfo timeZone) =>
        given.SameAs(declared) ? null : Casts.Create(new ColumnReference(0, "value", given), declared, isTry: false, timeZone);
}
