using Xunit;
namespace Tally.Engine.Tests.Formats;

/// <summary>The shared data beside the repository; tests that need it skip where it is absent.</summary>
static class Shared
{
    /// <summary>The path of a file or folder under the shared data.</summary>
    public static string Path(string relative)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(System.IO.Path.Combine(folder.FullName, "Tally.slnx"))) continue;
            var path = System.IO.Path.GetFullPath(System.IO.Path.Combine(folder.FullName, "../shared", relative));
            if (!System.IO.Path.Exists(path)) break;
            return path;
        }
        Assert.Skip($"no shared data: {relative} is not beside the repository");
        return "";
    }
}
