using Tally.Engine.Formats.Values;

namespace Tally.Engine.Formats.Json;

/// <summary>Walks over one JSON text byte by byte and checks all of its grammar: the reference that every faster path must agree
/// with.</summary>
/// <remarks>A call that returns false has left <see cref="Position"/> where it failed and <see cref="Expected"/> at what should have been
/// there. UTF-8 is checked by the caller.</remarks>
ref struct JsonCursor(ReadOnlySpan<byte> bytes, int position)
{
    /// <summary>How deep objects and arrays may lie in each other.</summary>
    public const int MaxDepth = 1000;

    readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>Where the next byte is read.</summary>
    public int Position = position;

    /// <summary>What a call that failed would have needed.</summary>
    public string Expected = "";

    /// <summary>Whether any byte beyond ASCII was passed.</summary>
    public bool HasNonAscii;

    /// <summary>Whether everything has been read.</summary>
    public readonly bool IsAtEnd => Position >= _bytes.Length;

    /// <summary>The next byte, or 0 at the end.</summary>
    public readonly byte Next => Position < _bytes.Length ? _bytes[Position] : (byte)0;

    public bool Fail(string expected)
    {
        Expected = expected;
        return false;
    }

    public void SkipSpace()
    {
        while (Position < _bytes.Length && _bytes[Position] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t') Position++;
    }

    /// <summary>Passes the byte if it is next.</summary>
    public bool TryTake(byte wanted)
    {
        if (Next != wanted || IsAtEnd) return false;
        Position++;
        return true;
    }

    /// <summary>Passes a name with its colon and the space around.</summary>
    /// <param name="name">The raw name, rewritten when it has escapes.</param>
    public bool TryReadName(out ValueSlice name)
    {
        if (!TryReadString(out name)) return false;
        SkipSpace();
        if (!TryTake((byte)':')) return Fail("':'");
        SkipSpace();
        return true;
    }

    /// <summary>Passes a value; nested ones as a whole.</summary>
    /// <param name="depth">How many objects and arrays are around it.</param>
    public bool TryReadValue(int depth, out ValueSlice value)
    {
        if (Next == '"') return TryReadString(out value);
        var start = Position;
        value = ValueSlice.Null;
        if (Next is (byte)'{' or (byte)'[')
        {
            if (!SkipNested(depth)) return false;
            value = ValueSlice.Rewritten(start, Position - start);
            return true;
        }
        if (Next == 'n') return SkipWord("null"u8, "null");
        if (!SkipScalar()) return false;
        value = ValueSlice.Plain(start, Position - start);
        return true;
    }

    /// <summary>Passes a string; the slice is what stands between the quotes.</summary>
    public bool TryReadString(out ValueSlice text)
    {
        text = default;
        if (!TryTake((byte)'"')) return Fail("a string");
        var start = Position;
        var hasEscapes = false;
        while (!IsAtEnd)
        {
            var next = _bytes[Position];
            if (next == '"')
            {
                text = hasEscapes ? ValueSlice.Rewritten(start, Position - start) : ValueSlice.Plain(start, Position - start);
                Position++;
                return true;
            }
            if (next < ' ') return Fail("no control character inside a string");
            HasNonAscii |= next >= 0x80;
            hasEscapes |= next == '\\';
            if (next == '\\' && !SkipEscape()) return false;
            if (next != '\\') Position++;
        }
        return Fail("the end of the string");
    }

    bool SkipEscape()
    {
        Position++;
        var escaped = Next;
        if (escaped is (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t')
        {
            Position++;
            return true;
        }
        if (escaped != 'u') return Fail("an escape");
        Position++;
        for (var i = 0; i < 4; i++, Position++)
            if (!char.IsAsciiHexDigit((char)Next)) return Fail("four hexadecimal digits");
        return true;
    }

    bool SkipScalar() => Next switch
    {
        (byte)'"' => TryReadString(out _),
        (byte)'t' => SkipWord("true"u8, "true"),
        (byte)'f' => SkipWord("false"u8, "false"),
        (byte)'n' => SkipWord("null"u8, "null"),
        _ => SkipNumber(),
    };

    bool SkipWord(ReadOnlySpan<byte> word, string expected)
    {
        if (!_bytes[Position..].StartsWith(word)) return Fail(expected);
        Position += word.Length;
        return true;
    }

    bool SkipNumber()
    {
        var hasSign = TryTake((byte)'-');
        if (!Digits.IsDigit(Next)) return Fail(hasSign ? "a digit" : "a value");
        if (!TryTake((byte)'0')) SkipDigits();
        else if (Digits.IsDigit(Next)) return Fail("no digit behind a leading zero");
        if (TryTake((byte)'.') && !SkipDigits()) return Fail("a digit");
        if (!TryTake((byte)'e') && !TryTake((byte)'E')) return true;
        if (!TryTake((byte)'+')) TryTake((byte)'-');
        return SkipDigits() || Fail("a digit");
    }

    bool SkipDigits()
    {
        var start = Position;
        while (Digits.IsDigit(Next)) Position++;
        return Position > start;
    }

    /// <summary>Passes an object or array without recursion, however deep; one bit a level says which of the two it is.</summary>
    bool SkipNested(int outerDepth)
    {
        Span<ulong> objects = stackalloc ulong[MaxDepth / 64 + 1];
        var depth = 0;
        while (true)
        {
            if (Next is (byte)'{' or (byte)'[')
            {
                if (++depth + outerDepth > MaxDepth) return Fail($"at most {MaxDepth} levels of nesting");
                var isObject = Next == '{';
                objects[depth >> 6] = isObject ? objects[depth >> 6] | 1UL << depth : objects[depth >> 6] & ~(1UL << depth);
                Position++;
                SkipSpace();
                if (TryTake(isObject ? (byte)'}' : (byte)']')) depth--;
                else if (isObject && !TryReadName(out _)) return false;
                else continue;
            }
            else if (!SkipScalar()) return false;
            if (!SkipClosed(objects, ref depth)) return false;
            if (depth == 0) return true;
        }
    }

    /// <summary>Passes the ends of what closes here, up to the start of the next value or the end of all.</summary>
    bool SkipClosed(scoped ReadOnlySpan<ulong> objects, ref int depth)
    {
        for (; depth > 0; depth--)
        {
            SkipSpace();
            var isObject = (objects[depth >> 6] >> depth & 1) != 0;
            if (TryTake((byte)','))
            {
                SkipSpace();
                return !isObject || TryReadName(out _);
            }
            if (!TryTake(isObject ? (byte)'}' : (byte)']')) return Fail(isObject ? "',' or '}'" : "',' or ']'");
        }
        return true;
    }
}
