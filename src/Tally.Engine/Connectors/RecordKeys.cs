using Tally.Engine.Catalog;

namespace Tally.Engine.Connectors;

/// <summary>What the options of a table say about the keys of its records.</summary>
static class RecordKeys
{
    /// <summary>Whether the columns of the key are missing in the value.</summary>
    public static bool IsExcept(TableDefinition table) => table.Options.GetValueOrDefault("value.fields-include") == "EXCEPT_KEY";
}
