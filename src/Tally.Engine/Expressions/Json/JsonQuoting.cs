using Tally.Engine.Expressions.Kernels;

namespace Tally.Engine.Expressions.Json;

/// <summary>JSON_QUOTE: quotes, backslashes and slashes are escaped, and whatever is not ASCII.</summary>
static class JsonQuoting
{
    public static void Write(string text, TextOutput output)
    {
        output.Write((byte)'"');
        foreach (var c in text)
        {
            switch (c)
            {
                case '"' or '\\' or '/':
                    output.Write((byte)'\\');
                    output.Write((byte)c);
                    break;
                case '\b': output.Write("\\b"u8); break;
                case '\f': output.Write("\\f"u8); break;
                case '\n': output.Write("\\n"u8); break;
                case '\r': output.Write("\\r"u8); break;
                case '\t': output.Write("\\t"u8); break;
                case < (char)0x80: output.Write((byte)c); break;
                default: output.Write($"\\u{(int)c:x4}"); break;
            }
        }
        output.Write((byte)'"');
    }
}
