using Tally.Host.Sessions;

namespace Tally.Host.Commands;

/// <summary>Where tally sql prints rows, and how.</summary>
/// <param name="Format">As given; null: what the file's ending means, else a table on a terminal and CSV elsewhere.</param>
/// <param name="File">The file of -o; null: standard output.</param>
sealed record ResultTarget(string? Format, string? File, bool HasHeader)
{
    public string Name => Format ?? (File is null ? Console.IsOutputRedirected ? "csv" : "table" : ResultFormat.OfFile(File) ?? "csv");

    /// <exception cref="IOException">The file cannot be written.</exception>
    public Stream OpenOutput() =>
        File is null ? StandardOutput.Open() : new FileStream(File, FileMode.Create, FileAccess.Write, FileShare.Read, 64 * 1024);
}
