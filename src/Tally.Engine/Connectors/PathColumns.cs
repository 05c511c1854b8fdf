using Tally.Engine.Columns;

namespace Tally.Engine.Connectors;

/// <summary>Columns of PARTITIONED BY: their values stand in the names of folders (day=2026-11-11), not in the records.</summary>
static class PathColumns
{
    /// <summary>Stands before the column's name where a source is asked for it as metadata.</summary>
    public const string Prefix = "path:";

    /// <summary>What a folder that stands for NULL is called.</summary>
    public const string NullName = "__DEFAULT_PARTITION__";

    /// <summary>The value of a column in a path; null when the path has none.</summary>
    public static string? Find(string path, string column)
    {
        foreach (var part in path.Split('/', '\\'))
            if (part.Length > column.Length && part[column.Length] == '=' && part.StartsWith(column, StringComparison.Ordinal))
                return part[(column.Length + 1)..] is var value && value == NullName ? null : Uri.UnescapeDataString(value);
        return null;
    }

    /// <summary>The type in which a source gives the value: the text of the folder's name, to be cast to the column's type.</summary>
    public static readonly SqlType Type = SqlType.String;
}
