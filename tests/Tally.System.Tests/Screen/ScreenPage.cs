using System.Text;
using Microsoft.Playwright;
using Tally.System.Tests.Repository;
using Tally.System.Tests.Running;

namespace Tally.System.Tests.Screen;

/// <summary>A Tally that runs a pipeline of a test, and its page in Chromium.</summary>
sealed class ScreenPage : IAsyncDisposable
{
    const string Chromium = "/usr/bin/chromium";

    // What is cut: a number that is wider than its element, or stands outside its panel. What overlaps: two texts of one panel.
    const string Faults = """
        () => [...document.querySelectorAll('[data-metric]')].flatMap((panel) => {
          const frame = panel.getBoundingClientRect()
          const shown = (e) => e.getClientRects().length > 0 && getComputedStyle(e).visibility !== 'hidden'
          const own = (e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim() !== '')
          const texts = [...panel.querySelectorAll('*')].filter((e) => own(e) && shown(e) && !e.closest('.wheel, .rolling, title, .tip'))
          const name = panel.dataset.metric
          const boxOf = (e) => {
            const range = document.createRange()
            range.selectNodeContents(e)
            const r = range.getBoundingClientRect(), c = e.getBoundingClientRect()
            if (!e.classList.contains('cut')) return r
            return { left: Math.max(r.left, c.left), right: Math.min(r.right, c.right), top: r.top, bottom: r.bottom }
          }
          const boxes = texts.map((e) => ({ e, box: boxOf(e) }))
          const isNumber = (e) => e instanceof HTMLElement && e.matches('[data-exact], [data-value]')
          const isWide = (e) => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== 'inline'
          const cut = texts.filter((e) => isNumber(e) && isWide(e)).map((e) => `${name}: ${e.textContent} is cut`)
          const leaves = (box) => box.right > frame.right + 1 || box.left < frame.left - 1 || box.bottom > frame.bottom + 1
          const outside = boxes.filter(({ box }) => leaves(box)).map(({ e }) => `${name}: ${e.textContent} stands outside`)
          const width = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left)
          const height = (a, b) => Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)
          const meet = (a, b) => width(a.box, b.box) > 1.5 && height(a.box, b.box) > 3 && !a.e.contains(b.e) && !b.e.contains(a.e)
          const over = boxes.flatMap((a, i) => boxes.slice(i + 1).filter((b) => meet(a, b))
            .map((b) => `${name}: ${a.e.textContent} and ${b.e.textContent} overlap`))
          return [...cut, ...outside, ...over]
        })
        """;

    static readonly string[] s_arguments =
        ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];

    readonly ScratchFolder _folder;
    readonly IPlaywright _playwright;
    readonly IBrowser _browser;

    ScreenPage(ScratchFolder folder, TallyProcess tally, IPlaywright playwright, IBrowser browser, IPage page)
    {
        (_folder, _playwright, _browser) = (folder, playwright, browser);
        (Tally, Page, Api) = (tally, page, new(tally.Address));
        page.PageError += (_, error) => Errors.Add(error);
    }

    public TallyProcess Tally { get; }

    public IPage Page { get; }

    public TallyApi Api { get; }

    public List<string> Errors { get; } = [];

    public static async Task<ScreenPage> OpenAsync(string sql, string locale = "en-US")
    {
        Assert.SkipUnless(global::System.IO.File.Exists(Chromium), "chromium is not installed");
        var built = Path.Combine(Checkout.Root, "src/Tally.Host/wwwroot");
        Assert.SkipUnless(global::System.IO.File.Exists(Path.Combine(built, "index.html")),
            "the screen is not built: ./tally run builds it");
        // The program beside the tests has no page of its own.
        var served = Path.Combine(AppContext.BaseDirectory, "wwwroot");
        if (!Directory.Exists(served)) Directory.CreateSymbolicLink(served, built);
        var folder = new ScratchFolder();
        await global::System.IO.File.WriteAllTextAsync(folder["p.sql"], sql, TestContext.Current.CancellationToken);
        var tally = TallyProcess.StartProgram(folder.Path, new Dictionary<string, string>(), "run", "p.sql", "--data", folder["data"],
            "--listen", "http://127.0.0.1:0");
        await tally.WaitForAddressAsync();
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium, Args = s_arguments });
        var size = new ViewportSize { Width = 1920, Height = 1080 };
        var page = await browser.NewPageAsync(new() { ViewportSize = size, ReducedMotion = ReducedMotion.Reduce, Locale = locale });
        return new(folder, tally, playwright, browser, page);
    }

    public async Task SendAsync(string topic, params IEnumerable<string> records)
    {
        var body = new StringContent(string.Join('\n', records) + "\n", Encoding.UTF8, "text/plain");
        using var answer = await Api.Http.PostAsync($"/api/v1/topics/{topic}/records", body, TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public Task ShowAsync(string hash = "") => Page.GotoAsync(new Uri(Tally.Address, hash).ToString());

    public ILocator Panel(string metric) => Page.Locator($"[data-metric='{metric}']");

    public async Task WaitForDrawnAsync(params string[] metrics)
    {
        foreach (var metric in metrics)
            await Page.Locator($"[data-metric='{metric}'][data-state='drawn']").WaitForAsync(new() { Timeout = 90_000 });
        // Sizes are known a frame after the rows.
        await Page.WaitForTimeoutAsync(500);
    }

    public string File(string name) => _folder[name];

    public Task<string[]> FaultsAsync() => Page.EvaluateAsync<string[]>(Faults);

    public async ValueTask DisposeAsync()
    {
        Api.Dispose();
        await _browser.DisposeAsync();
        _playwright.Dispose();
        await Tally.DisposeAsync();
        _folder.Dispose();
    }
}
