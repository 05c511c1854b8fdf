using Tally.Engine.Catalog;

namespace Tally.Engine.Connectors;

/// <summary>What the options of a table say about the keys of its records.</summary>
static class RecordKeys
{
    /// <summary>Whether columns of a table are read from the keys of its records.</summary>
    public static bool AreNeeded(TableDefinition table) => IsExcept(table) || IsUpsert(table);

    /// <summary>Whether the columns of the key are missing in the value.</summary>
    public static bool IsExcept(TableDefinition table) => table.Options.GetValueOrDefault("value.fields-include") == "EXCEPT_KEY";

    /// <summary>Whether records of a table replace each other by key.</summary>
    public static bool IsUpsert(TableDefinition table) => table.Connector == "upsert-kafka";
}
