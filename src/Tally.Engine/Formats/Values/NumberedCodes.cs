using System.Runtime.CompilerServices;
using Tally.Engine.Columns;

namespace Tally.Engine.Formats.Values;

/// <summary>Finds the codes of names that are numbers behind one prefix (U000123, P17, 42): an array from the number to the code, a quarter
/// of the memory of a hash table and no search in it.</summary>
/// <remarks>Stands before <see cref="ShortStringCodes"/>; learns the prefix from what that finds, and gives up where other names are
/// frequent.</remarks>
sealed class NumberedCodes
{
    const int MaxDigits = 6, MaxPrefix = 8, NoPrefix = -1, GivenUp = -2, Patience = 1024;

    // Where the numbers of 1, 2, … digits begin: 7, 07 and 007 are different names.
    static ReadOnlySpan<int> Offsets => [0, 0, 10, 110, 1_110, 11_110, 111_110];

    int[] _nextCodes = [];
    ulong _prefix;
    ulong _prefixMask;
    int _prefixLength = NoPrefix;
    int _found;
    int _others;

    /// <summary>The code of bytes[start .. start + length], or -1; 16 bytes from the start on must exist.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(byte[] bytes, int start, int length)
    {
        var place = PlaceOf(bytes, start, length);
        return (uint)place < (uint)_nextCodes.Length ? _nextCodes[place] - 1 : -1;
    }

    /// <summary>Whether a name is of the form that is remembered here.</summary>
    public bool HasPlace(byte[] bytes, int start, int length) => PlaceOf(bytes, start, length) >= 0;

    /// <summary>Where the array has a name's code, or -1 when the name is of another form.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    int PlaceOf(byte[] bytes, int start, int length)
    {
        var digits = length - _prefixLength;
        if ((uint)(digits - 1) >= MaxDigits || _prefixLength < 0 || ((Digits.Load(bytes, start) ^ _prefix) & _prefixMask) != 0) return -1;
        var number = Digits.Load(bytes, start + _prefixLength);
        return Digits.CountLeading(number) >= digits ? Offsets[digits] + (int)Digits.Parse(number, digits) : -1;
    }

    /// <summary>Remembers the code of a name that was not found here.</summary>
    public void Learn(byte[] bytes, int start, int length, int code)
    {
        if (_prefixLength == GivenUp) return;
        if (_prefixLength == NoPrefix) LearnPrefix(bytes, start, length);
        var place = PlaceOf(bytes, start, length);
        if (place < 0)
        {
            if (++_others <= Patience || _others < _found * 4L) return;
            (_prefixLength, _nextCodes) = (GivenUp, []);
            return;
        }
        if (place >= _nextCodes.Length)
            Array.Resize(ref _nextCodes, Math.Max(64, Math.Min(place + place / 2 + 1, Offsets[MaxDigits] + 1_000_000)));
        _nextCodes[place] = code + 1;
        _found++;
    }

    void LearnPrefix(byte[] bytes, int start, int length)
    {
        var prefix = length;
        while (prefix > 0 && length - prefix < MaxDigits && Digits.IsDigit(bytes[start + prefix - 1])) prefix--;
        if (prefix == length || prefix > MaxPrefix) return;
        _prefixLength = prefix;
        _prefixMask = prefix == 8 ? ulong.MaxValue : (1UL << prefix * 8) - 1;
        _prefix = Digits.Load(bytes, start) & _prefixMask;
    }
}
