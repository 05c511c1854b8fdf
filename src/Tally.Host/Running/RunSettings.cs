namespace Tally.Host.Running;

/// <summary>What a run was asked for.</summary>
/// <param name="Files">The SQL files of the pipeline.</param>
/// <param name="Log">embedded, kafka://… or http://….</param>
/// <param name="DataDirectory">Where log, checkpoints and history are.</param>
/// <param name="WorkingDirectory">Where relative paths in SQL start.</param>
sealed record RunSettings(IReadOnlyList<string> Files, string Log, string DataDirectory, string WorkingDirectory);
