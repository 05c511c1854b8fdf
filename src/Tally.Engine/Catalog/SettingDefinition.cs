namespace Tally.Engine.Catalog;

/// <summary>A key of SET that Tally knows.</summary>
/// <param name="Kind">As in <see cref="Formats.OptionDefinition"/>, or "zone".</param>
/// <param name="Default">The value without SET; null: none.</param>
sealed record SettingDefinition(string Key, string Kind, string? Default, string Description)
{
    /// <summary>All known keys. Keys of Flink have Flink's names and meaning; those of Tally begin with "tally.".</summary>
    public static readonly IReadOnlyList<SettingDefinition> All =
    [
        new("table.local-time-zone", "zone", "UTC", "The session time zone: where a day starts, how TIMESTAMP_LTZ is shown."),
        new("table.exec.state.ttl", "duration", "0 ms", "How long the state of a group that does not change is kept; 0: for ever."),
        new("table.exec.source.idle-timeout", "duration", "30 s",
            "After how long without records a partition no longer holds back the watermark; live streams only."),
        new("table.exec.sink.not-null-enforcer", "ERROR|DROP", "ERROR", "What happens when NULL is written to a NOT NULL column."),
        new("execution.checkpointing.interval", "duration", "10 s", "How often a checkpoint is taken."),
        new("execution.runtime-mode", "STREAMING|streaming|BATCH|batch|AUTOMATIC|automatic", null,
            "Over input that ends: streaming as Flink's streaming mode, batch as its batch mode (nothing is late). Without it the rows "
                + "stream, the result is sorted by anything, and a global aggregate over no rows gives its row."),
        new("parallelism.default", "int", null, "Understood for Flink; Tally runs one worker for each query."),
        new("tally.allowed-lateness", "duration", "0 s",
            "How long after its end a window of TUMBLE, HOP or CUMULATE still takes late rows and is corrected."),
        new("tally.create-tables", "boolean", "false", "Whether tables of the connector jdbc that do not exist are created."),
    ];

    /// <summary>The known keys by name.</summary>
    public static readonly IReadOnlyDictionary<string, SettingDefinition> ByKey = All.ToDictionary(setting => setting.Key);
}
