using Tally.Testing.Servers;

namespace Tally.Testing.Files;

/// <summary>A file system of a few megabytes in memory, mounted at a folder as long as the test runs; only root may have one.</summary>
public sealed class SmallDisk : IAsyncDisposable
{
    SmallDisk(string path) => Path = path;

    public string Path { get; }

    string Ballast => global::System.IO.Path.Combine(Path, "ballast");

    /// <summary>Mounts it; skips the test where that is not possible.</summary>
    public static async Task<SmallDisk> MountAsync(string folder, int megabytes)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "a small disk can only be mounted by root");
        Directory.CreateDirectory(folder);
        var mounting = await Record.ExceptionAsync(() =>
            ServerProcess.RunAsync("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", folder)
        );
        Assert.SkipUnless(mounting is null, "a small disk cannot be mounted here");
        return new(folder);
    }

    /// <summary>Makes it another user's.</summary>
    public async Task GiveToAsync(string user)
    {
        await ServerProcess.RunAsync("chown", user, Path);
        await ServerProcess.RunAsync("chmod", "755", global::System.IO.Path.GetDirectoryName(Path)!);
    }

    /// <summary>Takes all room but some bytes.</summary>
    public void Fill(int leftBytes)
    {
        using var file = File.OpenWrite(Ballast);
        var block = new byte[4096];
        try
        {
            while (true) file.Write(block);
        }
        catch (IOException)
        {
            // Full.
        }
        // Nothing of it is in a buffer of the stream: a failing flush at its end would hide that.
        file.SetLength(Math.Max(0, new FileInfo(Ballast).Length - leftBytes));
    }

    /// <summary>Gives the room back.</summary>
    public void Free() => File.Delete(Ballast);

    public async ValueTask DisposeAsync() => await ServerProcess.RunAsync("umount", "--lazy", Path);
}
