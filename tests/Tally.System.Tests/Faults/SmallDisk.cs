using System.Diagnostics;

namespace Tally.System.Tests.Faults;

/// <summary>A file system of a few megabytes in memory, mounted at a folder as long as the test runs.</summary>
sealed class SmallDisk : IAsyncDisposable
{
    readonly string _folder;

    SmallDisk(string folder) => _folder = folder;

    string Ballast => Path.Combine(_folder, "ballast");

    /// <summary>Mounts it; skips the test where that is not possible.</summary>
    public static async Task<SmallDisk> MountAsync(string folder, int megabytes)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "a small disk can only be mounted by root");
        Directory.CreateDirectory(folder);
        Assert.SkipUnless(await RunAsync("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", folder) == 0, "a small disk cannot be mounted here");
        return new(folder);
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

    public async ValueTask DisposeAsync() => await RunAsync("umount", "-l", _folder);

    static async Task<int> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
