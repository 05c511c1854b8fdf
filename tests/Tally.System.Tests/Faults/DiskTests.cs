using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Tally.System.Tests.Running;

namespace Tally.System.Tests.Faults;

/// <summary>A disk without room, and a directory that cannot be used.</summary>
public sealed class DiskTests
{
    const int Lines = 2000;

    [Fact]
    public async Task Full_disk_is_told_loses_nothing_and_recovers()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "a small disk can only be mounted by root");
        using var folder = new ScratchFolder();
        Directory.CreateDirectory(folder["data"]);
        Assert.SkipUnless(
            await RunAsync("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", folder["data"]) == 0,
            "a small disk cannot be mounted here"
        );
        try
        {
            await FillAndFreeAsync(folder);
        }
        finally
        {
            await RunAsync("umount", "-l", folder["data"]);
        }
    }

    static async Task FillAndFreeAsync(ScratchFolder folder)
    {
        await File.WriteAllBytesAsync(folder["data/ballast"], new byte[6 << 20], TestContext.Current.CancellationToken);
        await using var tally = TallyProcess.Start(folder.Path, "run", "--listen", "http://127.0.0.1:0");
        await tally.WaitForAddressAsync();
        using var api = new TallyApi(tally.Address);
        Assert.Equal("ready", await api.Http.GetStringAsync("/healthz/ready", TestContext.Current.CancellationToken));
        var refused = false;
        var sent = 0;
        for (; sent < 200 && !refused; sent++)
        {
            using var answer = await SendAsync(api, sent);
            refused = answer.StatusCode == HttpStatusCode.ServiceUnavailable;
            if (refused) Assert.NotNull(answer.Headers.RetryAfter);
            else Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
        Assert.True(refused, $"the disk took {sent} bodies");
        var (status, code, detail) = await api.ProblemAsync(new(HttpMethod.Get, "/healthz/ready"));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "not-ready"), (status, code));
        Assert.Contains("space", detail, StringComparison.OrdinalIgnoreCase);

        File.Delete(folder["data/ballast"]);
        // The sender tries the same body again until it is taken; what was taken is not taken twice.
        for (var body = Math.Max(0, sent - 3); body < sent; body++)
            await TallyApi.WaitForAsync(
                async () => (await SendAsync(api, body)).StatusCode,
                answer => answer == HttpStatusCode.OK,
                answer => answer.ToString()
            );
        await TallyApi.WaitForAsync(
            async () => (await api.Http.GetAsync("/healthz/ready", TestContext.Current.CancellationToken)).StatusCode,
            answer => answer == HttpStatusCode.OK,
            answer => answer.ToString()
        );
        Assert.Equal(0, await tally.InterruptAsync());
        var (end, output) = await TallyProcess.RunAsync(folder.Path, "log", "cat", "orders");
        Assert.Equal(0, end);
        var numbers = output
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("n").GetInt32());
        Assert.Equal(Enumerable.Range(0, sent * Lines), numbers);
    }

    [Fact]
    public async Task Data_directory_that_cannot_be_used_is_one_clear_error()
    {
        using var folder = new ScratchFolder();
        await File.WriteAllTextAsync(folder["file"], "not a directory", TestContext.Current.CancellationToken);
        var (status, output) = await TallyProcess.RunAsync(folder.Path, "run", "--data", "file/data", "--listen", "http://127.0.0.1:0");
        Assert.Equal(1, status);
        Assert.Single(
            output.Split('\n'),
            line => line.StartsWith("tally: ", StringComparison.Ordinal) && line.Contains("file", StringComparison.Ordinal)
        );
        Assert.DoesNotContain("fault of Tally", output);
    }

    [Fact]
    public async Task Second_process_on_a_data_directory_refuses_and_names_the_first()
    {
        using var folder = new ScratchFolder();
        await using var first = TallyProcess.Start(folder.Path, "run", "--listen", "http://127.0.0.1:0");
        await first.WaitForAddressAsync();
        foreach (var arguments in (string[][])[["run", "--listen", "http://127.0.0.1:0"], ["log", "repair", "--accept-loss"]])
        {
            var (status, output) = await TallyProcess.RunAsync(folder.Path, arguments);
            Assert.Equal(1, status);
            Assert.Matches(@"in use by process \d+", output);
        }
        using var api = new TallyApi(first.Address);
        Assert.Equal("ready", await api.Http.GetStringAsync("/healthz/ready", TestContext.Current.CancellationToken));
    }

    static async Task<HttpResponseMessage> SendAsync(TallyApi api, int body)
    {
        var text = new StringBuilder();
        for (var line = body * Lines; line < (body + 1) * Lines; line++)
            text.Append("{\"n\":").Append(line).Append(",\"text\":\"0123456789012345678901234567890123456789\"}\n");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/topics/orders/records")
        {
            Content = new StringContent(text.ToString()),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        request.Headers.Add("Tally-Source", "test");
        request.Headers.Add("Tally-Position", $"{body * Lines}");
        return await api.Http.SendAsync(request);
    }

    static async Task<int> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
