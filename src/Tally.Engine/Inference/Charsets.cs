using System.Text;
using System.Text.Unicode;
using Tally.Engine.Formats;

namespace Tally.Engine.Inference;

/// <summary>Tells the character set of text by its first bytes.</summary>
static class Charsets
{
    /// <summary>A character set and how its records become UTF-8.</summary>
    /// <param name="Name">The value for the option 'charset'; null for UTF-8.</param>
    public sealed record Sniffed(string? Name)
    {
        readonly Encoding? _encoding = Name is null ? null : Charset.Of(new Dictionary<string, string> { [Charset.Key] = Name });

        /// <summary>The encoding when the text must be turned before it is cut into records.</summary>
        public Encoding? Wide => _encoding is not null && !Charset.IsAsciiBased(_encoding) ? _encoding : null;

        public byte[] ToUtf8(ReadOnlySpan<byte> record)
        {
            if (_encoding is null || Wide is not null) return record.ToArray();
            try
            {
                return Encoding.UTF8.GetBytes(_encoding.GetString(record));
            }
            catch (DecoderFallbackException)
            {
                return record.ToArray();
            }
        }
    }

    // Tried in this order on text that is no UTF-8. Chinese texts nearly always decode as Big5 or Shift_JIS too, so the commonest comes
    // first.
    static readonly string[] s_candidates = ["GBK", "Big5"];

    public static Sniffed Of(IReadOnlyList<byte[]> lines)
    {
        var first = lines.Count > 0 ? lines[0] : [];
        if (first.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || IsZeroEverySecond(first, 1)) return new("UTF-16LE");
        if (first.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]) || IsZeroEverySecond(first, 0)) return new("UTF-16BE");
        var others = lines.Where(line => !Utf8.IsValid(line)).ToList();
        // A few broken lines among many are broken lines.
        if (others.Count == 0 || others.Count * 20 < lines.Count) return new(default(string));
        return new(s_candidates.FirstOrDefault(name => others.All(line => IsChinese(line, name))) ?? "ISO-8859-1");
    }

    static bool IsZeroEverySecond(ReadOnlySpan<byte> line, int offset) =>
        line.Length >= 8 && line[offset] == 0 && line[offset + 2] == 0 && line[offset + 4] == 0 && line[1 - offset] != 0;

    static bool IsChinese(byte[] line, string name)
    {
        try
        {
            var text = Charset.Of(new Dictionary<string, string> { [Charset.Key] = name })!.GetString(line);
            var beyond = text.Where(c => c > 127).ToList();
            return beyond.Count > 0
                && beyond.Count(c => c is >= '\u4E00' and <= '\u9FFF' or >= '\u3000' and <= '\u303F' or >= '\uFF00'
                    and <= '\uFFEF') * 10 >= beyond.Count * 9;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}
