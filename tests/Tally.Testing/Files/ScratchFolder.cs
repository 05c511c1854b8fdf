namespace Tally.Testing.Files;

/// <summary>An empty folder that goes with the test.</summary>
public sealed class ScratchFolder : IDisposable
{
    public ScratchFolder() => Directory.CreateDirectory(Path);

    public string Path { get; } =
        global::System.IO.Path.Combine(global::System.IO.Path.GetTempPath(), "tally-" + Guid.NewGuid().ToString("N")[..12]);

    public string this[string name] => global::System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
