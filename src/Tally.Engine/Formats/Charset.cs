using System.Text;
using Tally.Engine.Catalog;
using Tally.Engine.Sql;

namespace Tally.Engine.Formats;

/// <summary>The character set of a table's records: the option 'charset', UTF-8 without it.</summary>
public static class Charset
{
    /// <summary>The option's key.</summary>
    public const string Key = "charset";

    static Charset() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>The option of connectors that read text.</summary>
    public static readonly OptionDefinition Definition =
        new(Key, "string", "UTF-8", false,
            "The character set of the text: GBK, GB18030, Big5, Shift_JIS, EUC-KR, ISO-8859-1, windows-1252, UTF-16LE and others.");

    /// <summary>The encoding that a table's option names; null for UTF-8. What it cannot read throws
    /// <see cref="DecoderFallbackException"/>.</summary>
    /// <exception cref="OptionException">There is no such character set.</exception>
    public static Encoding? Of(IReadOnlyDictionary<string, string> options)
    {
        if (!options.TryGetValue(Key, out var name) || name.Equals("UTF-8", StringComparison.OrdinalIgnoreCase)
            || name.Equals("UTF8", StringComparison.OrdinalIgnoreCase)) return null;
        var canonical = name.ToUpperInvariant() switch { "LATIN-1" or "LATIN1" => "ISO-8859-1", "GBK" => "GB18030", "UTF16" => "UTF-16",
            var other => other };
        if (CodePagesEncodingProvider.Instance
            .GetEncoding(canonical, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback) is { } paged) return paged;
        if (s_plain.Contains(canonical, StringComparer.OrdinalIgnoreCase))
            return Encoding.GetEncoding(canonical, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        throw new OptionException(
            $"'{Key}': there is no character set '{name}'{(NearNames.HintQuoted(name, Names) is { } hint ? $"; {hint}" : "")}");
    }

    /// <summary>Whether line ends, delimiters and quotes are single bytes as in ASCII, so that records can be cut before they are turned
    /// into UTF-8.</summary>
    public static bool IsAsciiBased(Encoding encoding) =>
        encoding.GetByteCount("\n") == 1 && !encoding.WebName.StartsWith("iso-2022", StringComparison.Ordinal);

    // What .NET has without its code pages.
    static readonly string[] s_plain = ["US-ASCII", "ISO-8859-1", "UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32"];

    static IEnumerable<string> Names =>
        CodePagesEncodingProvider.Instance.GetEncodings().Select(info => info.Name).Concat(s_plain).Concat(["GBK", "GB18030", "Latin-1"]);
}
