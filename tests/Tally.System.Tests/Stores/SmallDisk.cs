using Tally.System.Tests.Running;

namespace Tally.System.Tests.Stores;

/// <summary>A file system in memory that a test can fill; only root may have one.</summary>
sealed class SmallDisk : IAsyncDisposable
{
    readonly ScratchFolder _folder = new();

    SmallDisk() { }

    public string Path => _folder["disk"];

    /// <summary>Mounts it, or skips the test where that is not allowed.</summary>
    public static async Task<SmallDisk> MountAsync(int sizeMegabytes)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "only root on Linux can mount a small disk");
        var disk = new SmallDisk();
        Directory.CreateDirectory(disk.Path);
        using var mount = global::System.Diagnostics.Process.Start("mount", ["-t", "tmpfs", "-o", $"size={sizeMegabytes}m", "tmpfs", disk.Path]);
        await mount.WaitForExitAsync();
        if (mount.ExitCode == 0) return disk;
        disk._folder.Dispose();
        Assert.Skip("this machine does not let us mount a small disk");
        return disk;
    }

    /// <summary>Makes it another user's.</summary>
    public async Task GiveToAsync(string user)
    {
        await ServerProcess.RunAsync("chown", user, Path);
        await ServerProcess.RunAsync("chmod", "755", _folder.Path);
    }

    public async ValueTask DisposeAsync()
    {
        await ServerProcess.RunAsync("umount", "--lazy", Path);
        _folder.Dispose();
    }
}
