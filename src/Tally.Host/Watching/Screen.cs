namespace Tally.Host.Watching;

/// <summary>Shows pages of lines: on a terminal each over the one before, elsewhere one after the other.</summary>
sealed class Screen : IDisposable
{
    readonly bool _isTerminal = !Console.IsOutputRedirected;
    bool _entered;

    public bool IsTerminal => _isTerminal;

    /// <summary>The width to keep lines to; unlimited elsewhere.</summary>
    public int Width => _isTerminal ? Math.Max(20, Console.WindowWidth) : int.MaxValue;

    /// <summary>Shows a page; what does not fit on the terminal is left out below.</summary>
    public void Show(IEnumerable<string> lines)
    {
        if (!_isTerminal)
        {
            foreach (var line in lines) Console.Out.WriteLine(line);
            Console.Out.WriteLine();
            return;
        }
        // The alternate screen, without a cursor; each line wipes what was there.
        if (!_entered) Console.Out.Write("\e[?1049h\e[?25l");
        _entered = true;
        Console.Out
            .Write("\e[H" + string.Concat(lines.Take(Math.Max(1, Console.WindowHeight - 1)).Select(line => $"{line}\e[K\r\n")) + "\e[J");
        Console.Out.Flush();
    }

    /// <summary>Text in a color of the terminal: 31 red, 33 yellow, 2 dim, 1 bold.</summary>
    public string Paint(string text, int color) => _isTerminal && text.Length > 0 ? $"\e[{color}m{text}\e[0m" : text;

    public void Dispose()
    {
        if (_entered) Console.Out.Write("\e[?25h\e[?1049l");
    }
}
