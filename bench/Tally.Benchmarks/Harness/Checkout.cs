namespace Tally.Benchmarks.Harness;

/// <summary>The checkout that this program was built in.</summary>
static class Checkout
{
    /// <summary>The folder that holds Tally.slnx, or null.</summary>
    public static string? Root { get; } = Find();

    static string? Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Tally.slnx"))) folder = folder.Parent;
        return folder?.FullName;
    }
}
