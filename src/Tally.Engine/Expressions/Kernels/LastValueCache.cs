namespace Tally.Engine.Expressions.Kernels;

/// <summary>Keeps what was made of the last text: a pattern, a path. Constant arguments are so compiled once.</summary>
sealed class LastValueCache<T>(Func<string, T> make)
{
    byte[] _text = [];
    bool _known;
    T _made = default!;

    public T Get(ReadOnlySpan<byte> text)
    {
        if (_known && text.SequenceEqual(_text)) return _made;
        _made = make(System.Text.Encoding.UTF8.GetString(text));
        _text = text.ToArray();
        _known = true;
        return _made;
    }
}
