namespace Tally.Engine.Formats.Values;

/// <summary>What became of a text.</summary>
enum Parsed : byte
{
    /// <summary>It is no value of the type.</summary>
    Bad,

    /// <summary>It is a value that the type cannot hold, which is NULL.</summary>
    Null,

    /// <summary>It is a value.</summary>
    Value,
}

/// <summary>Turns text into one value of a fixed-size type. A struct, so that its reader is compiled for it; it may keep what it saw
/// last.</summary>
interface IValueParser<T>
{
    /// <summary>Parses bytes[start .. start + length], and may read (not use) bytes behind them that exist.</summary>
    /// <param name="isText">Whether the value was written as text; a bare number may follow other rules.</param>
    Parsed Parse(byte[] bytes, int start, int length, bool isText, out T value);

    /// <summary>The same without tricks: the twin that <see cref="Parse"/> must agree with.</summary>
    Parsed ParseScalar(ReadOnlySpan<byte> text, bool isText, out T value);
}
