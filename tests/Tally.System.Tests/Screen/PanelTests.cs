using Microsoft.Playwright;

namespace Tally.System.Tests.Screen;

/// <summary>What stands on the page for data that is not the demo's: negative, huge, many, few, none.</summary>
[Trait("Category", "long")]
public sealed class PanelTests
{
    const string Table =
        "CREATE TABLE o (province STRING, product STRING, channel STRING, amount DECIMAL(38, 2), n INT) WITH ('connector' = 'log', "
            + "'topic' = 'o', 'format' = 'json');\n";

    [Fact]
    public async Task A3_A7_a_refund_leaves_the_map_and_two_spellings_are_one_province()
    {
        await using var screen = await ScreenPage.OpenAsync(Table
            + "-- @chart map\nCREATE VIEW provinces AS SELECT province, SUM(amount) AS sales FROM o GROUP BY province;");
        await screen.SendAsync("o", Order("广东省", "p", 7500), Order("Guangdong", "p", 7500), Order("Tibet", "p", -99),
            Order("Hubei", "p", 10));
        await screen.Api.WaitForRowsAsync("provinces", "广东省,7500.00", "Guangdong,7500.00", "Tibet,-99.00", "Hubei,10.00");
        await screen.ShowAsync();
        await screen.WaitForDrawnAsync("provinces");
        Assert.Equal(["15,000.00"], await ExactAsync(screen, "provinces", "[aria-label^='Guangdong'] [data-exact]"));
        Assert.Equal(["-99.00"], await ExactAsync(screen, "provinces", "[aria-label^='Tibet'] [data-exact]"));
        Assert.Equal(1, await screen.Panel("provinces").Locator("li").Filter(new() { HasText = "Guangdong" }).CountAsync());
        Assert.Empty(await screen.FaultsAsync());
        Assert.Empty(screen.Errors);
    }

    [Fact]
    public async Task A1_the_best_seller_leads_however_late_it_comes()
    {
        await using var screen = await ScreenPage.OpenAsync(Table
            + "-- @chart rank\nCREATE VIEW product_sales AS SELECT product, SUM(amount) AS sales, SUM(n) AS items FROM o GROUP BY "
                + "product;");
        await screen.SendAsync("o",
            [.. Enumerable.Range(0, 700).Select(i => Order("x", $"P{i:0000}", 50)), Order("x", "YACHT", 5_000_000)]);
        await screen.ShowAsync();
        var first = screen.Panel("product_sales").Locator("li").First;
        await Assertions.Expect(first).ToContainTextAsync("YACHT", new() { Timeout = 90_000 });
        Assert.Equal("5,000,000.00", await first.Locator("[data-exact]").GetAttributeAsync("data-exact"));
        Assert.Empty(screen.Errors);
    }

    [Fact]
    public async Task A4_A5_A8_pies_bars_and_numbers_of_anybody()
    {
        await using var screen = await ScreenPage.OpenAsync(Table + """
            -- @chart pie
            CREATE VIEW pie AS SELECT product, SUM(n) AS pieces FROM o GROUP BY product;
            -- @chart bar
            CREATE VIEW below AS SELECT channel, SUM(-amount) AS net FROM o GROUP BY channel;
            -- @chart number
            CREATE VIEW huge AS SELECT SUM(amount * 1000000000000000000000.0) AS huge FROM o;
            -- @chart bar
            CREATE VIEW conv AS SELECT channel, COUNT(*) AS viewers, SUM(n) AS payers FROM o GROUP BY channel;
            """);
        await screen.SendAsync("o",
            Enumerable.Range(0, 400).Select(i => Order("x", $"P{i % 200}", 7, i % 4 == 0 ? "app" : "web", 1 + i % 2)));
        await screen.Api.WaitForRowsAsync("conv", "app,100,100", "web,300,500");
        await screen.ShowAsync();
        await screen.WaitForDrawnAsync("pie", "below", "huge", "conv");
        // 200 products, 600 pieces: six slices of their own, the rest is "others" and by far the largest.
        Assert.Equal("600", await screen.Panel("pie").Locator(".ring b").GetAttributeAsync("data-exact"));
        await Assertions.Expect(screen.Panel("pie").Locator("li").Last).ToContainTextAsync("Others");
        Assert.Equal("576", await screen.Panel("pie").Locator("li b").Last.GetAttributeAsync("data-exact"));
        // Both negative, the smaller one shorter.
        var lengths = await screen.Panel("below").Locator(".track i")
            .EvaluateAllAsync<double[]>("all => all.map((i) => i.getBoundingClientRect().width)");
        Assert.Equal(3.0, lengths.Max() / lengths.Min(), 1);
        Assert.Equal("2800000000000000000000000.000", await screen.Panel("huge").Locator("dd").GetAttributeAsync("data-value"));
        // One scale for measures of one unit: 500 payers are five times as long as 100.
        var bars = await screen.Panel("conv").Locator(".track i")
            .EvaluateAllAsync<double[]>("all => all.map((i) => i.getBoundingClientRect().width)");
        Assert.Equal(4, bars.Length);
        Assert.Equal(5.0, bars.Max() / bars.Min(), 1);
        Assert.Empty(await screen.FaultsAsync());
        Assert.Empty(screen.Errors);
    }

    [Fact]
    public async Task A12_what_is_not_there_says_so()
    {
        await using var screen = await ScreenPage.OpenAsync(Table
            + "-- @chart rank\nCREATE VIEW product_sales AS SELECT product, SUM(amount) AS sales FROM o GROUP BY product;");
        await screen.ShowAsync();
        await Assertions.Expect(screen.Panel("product_sales")).ToContainTextAsync("No rows", new() { Timeout = 90_000 });
        await screen.ShowAsync("#/detail/nocolumn/x");
        await Assertions.Expect(screen.Page.GetByTestId("not-found")).ToContainTextAsync("nocolumn");
        await screen.SendAsync("o", Order("x", "P1", 1));
        await screen.Api.WaitForRowsAsync("product_sales", "P1,1.00");
        await screen.ShowAsync("#/detail/product/doesnotexist");
        await Assertions.Expect(screen.Page.GetByTestId("not-found")).ToContainTextAsync("doesnotexist", new() { Timeout = 30_000 });
        await screen.ShowAsync("#/screen/99");
        await Assertions.Expect(screen.Page.Locator("main")).ToContainTextAsync("Not found");
        Assert.Empty(screen.Errors);
    }

    [Fact]
    public async Task Arranging_by_hand_writes_the_comments_of_the_metric()
    {
        await using var screen = await ScreenPage.OpenAsync(Table
            + "-- @chart rank\nCREATE VIEW product_sales AS SELECT product, SUM(amount) AS sales FROM o GROUP BY product;\n");
        await screen.SendAsync("o", Order("x", "P1", 1));
        await screen.ShowAsync();
        await screen.WaitForDrawnAsync("product_sales");
        await screen.Page.GetByTestId("arrange").ClickAsync();
        var handle = screen.Page.Locator("[data-arrange='product_sales']");
        for (var i = 0; i < 16; i++) await handle.PressAsync("Shift+ArrowLeft");
        for (var i = 0; i < 3; i++) await handle.PressAsync("ArrowRight");
        await screen.Page.GetByTestId("save").ClickAsync();
        await screen.Page.GetByTestId("arranging").WaitForAsync(new() { State = WaitForSelectorState.Detached, Timeout = 30_000 });
        var metric = Assert.Single((await screen.Api.GetAsync("/api/v1/metrics")).EnumerateArray());
        Assert.Equal("""{"column":4,"row":1,"width":12,"height":36}""", metric.GetProperty("place").GetRawText());
        Assert.Contains("-- @chart rank\n-- @place 4 1 12 36\nCREATE VIEW product_sales",
            await File.ReadAllTextAsync(screen.File("p.sql"), TestContext.Current.CancellationToken));
        Assert.Empty(screen.Errors);
    }

    static string Order(string province, string product, long amount, string channel = "web", int n = 1) =>
        $$"""{"province":"{{province}}","product":"{{product}}","channel":"{{channel}}","amount":{{amount}},"n":{{n}}}""";

    static async Task<IReadOnlyList<string?>> ExactAsync(ScreenPage screen, string metric, string selector) =>
        await screen.Panel(metric).Locator(selector).EvaluateAllAsync<string[]>("all => all.map((e) => e.dataset.exact)");
}
