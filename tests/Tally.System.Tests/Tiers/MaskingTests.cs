using System.Text.Json;
using Tally.System.Tests.Repository;
using Tally.System.Tests.Running;

namespace Tally.System.Tests.Tiers;

/// <summary>The example of a collection that masks and routes: what must not leave the server does not.</summary>
public sealed class MaskingTests
{
    static readonly string[] s_lines =
    [
        """203.0.113.7 - alice [11/Nov/2025:00:00:01 +0800] "GET /product/1?q=secret HTTP/1.1" 200 10 "-" "-" """,
        """203.0.113.7 - alice [11/Nov/2025:00:00:02 +0800] "GET /static/logo.png HTTP/1.1" 200 10 "-" "-" """,
        """203.0.113.9 - bob [11/Nov/2025:00:00:03 +0800] "GET /cart HTTP/1.1" 200 10 "-" "-" """,
        """203.0.113.7 - - [11/Nov/2025:00:00:04 +0800] "POST /order HTTP/1.1" 503 10 "-" "-" """,
        """203.0.113.7 - alice [11/Nov/2025:00:00:05 +0800] "GET /pay HTTP/1.1" 200 10 "-" "-" """,
    ];

    [Fact]
    public async Task Nothing_personal_leaves_and_every_line_goes_where_it_belongs()
    {
        using var folder = new ScratchFolder();
        Directory.CreateDirectory(folder["logs"]);
        await File.WriteAllLinesAsync(
            folder["logs/access.log"],
            s_lines.Select(line => line.TrimEnd()),
            TestContext.Current.CancellationToken
        );
        await using (
            var tally = TallyProcess.StartProgram(
                folder.Path,
                new Dictionary<string, string>(),
                "run",
                Path.Combine(Checkout.Root, "pipelines/examples/masked_collection.sql"),
                "--listen",
                "http://127.0.0.1:0"
            )
        )
        {
            await tally.WaitForAddressAsync();
            using var api = new TallyApi(tally.Address);
            await TallyApi.WaitForAsync(
                async () =>
                    (await api.GetAsync("/api/v1/pipeline"))
                        .GetProperty("queries")
                        .EnumerateArray()
                        .Sum(query => query.GetProperty("rowsOut").GetInt64()),
                rows => rows == 4,
                rows => $"{rows} rows"
            );
            Assert.Equal(0, await tally.InterruptAsync());
        }
        var pages = await ReadAsync(folder, "page_views_masked");
        var errors = await ReadAsync(folder, "errors_masked");
        Assert.DoesNotContain("203.0.113.7", pages + errors, StringComparison.Ordinal);
        Assert.DoesNotContain("alice", pages + errors, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", pages + errors, StringComparison.Ordinal);
        var rows = pages.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(["/product/1", "/cart", "/pay"], rows.Select(row => row.GetProperty("path").GetString()));
        Assert.Equal(["203.0.113.0", "203.0.113.0", "203.0.113.0"], rows.Select(row => row.GetProperty("network").GetString()));
        var visitors = rows.Select(row => row.GetProperty("visitor").GetString()).ToList();
        Assert.All(visitors, visitor => Assert.Matches("^[0-9a-f]{16}$", visitor));
        Assert.Equal(visitors[0], visitors[2]);
        Assert.NotEqual(visitors[0], visitors[1]);
        Assert.Equal(503, JsonDocument.Parse(errors).RootElement.GetProperty("status").GetInt32());
    }

    static async Task<string> ReadAsync(ScratchFolder folder, string topic)
    {
        var (status, output) = await TallyProcess.RunProgramAsync(folder.Path, "log", "cat", topic);
        Assert.True(status == 0, output);
        return output;
    }
}
