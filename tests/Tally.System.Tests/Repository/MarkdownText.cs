using System.Text.RegularExpressions;

namespace Tally.System.Tests.Repository;

/// <summary>One Markdown document of the repository, as tests look at it.</summary>
sealed partial class MarkdownText(string path)
{
    readonly string _text = File.ReadAllText(path);

    /// <summary>The path as it is written in the repository.</summary>
    public string Name { get; } = Checkout.Relative(path);

    /// <summary>The README, the changelog and everything below docs.</summary>
    public static IEnumerable<MarkdownText> All =>
        Directory
            .EnumerateFiles(Path.Combine(Checkout.Root, "docs"), "*.md", SearchOption.AllDirectories)
            .Concat(["README.md", "CHANGELOG.md"], name => Path.Combine(Checkout.Root, name))
            .Order(StringComparer.Ordinal)
            .Select(path => new MarkdownText(path));

    public string[] Lines => _text.Split('\n');

    /// <summary>The full paths that links and images name, without their anchors; addresses elsewhere are left out.</summary>
    public IEnumerable<string> LinkedPaths =>
        from Match link in Link().Matches(Prose)
        let target = link.Groups[1].Value.Split('#')[0]
        where target.Length > 0 && !target.Contains("://", StringComparison.Ordinal)
        select Path.GetFullPath(target, Path.GetDirectoryName(path)!);

    /// <summary>What stands between single backticks.</summary>
    public IEnumerable<string> Code => Inline().Matches(Prose).Select(match => match.Groups[1].Value);

    /// <summary>Fenced blocks in order: the word behind the fence, and the lines between.</summary>
    public IReadOnlyList<(string Language, string Body)> Blocks =>
        [.. Fence().Matches(_text).Select(match => (match.Groups[1].Value, match.Groups[2].Value))];

    string Prose => Fence().Replace(_text, "");

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"`([^`\n]+)`")]
    private static partial Regex Inline();

    [GeneratedRegex(@"^```(\w*)\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();
}
