using Tally.Engine.Columns;

namespace Tally.Engine.Expressions.Kernels;

/// <summary>A condition on one text against constants; where the text comes as dictionary codes it is tested once a code.</summary>
abstract class TextPredicate(Expression operand) : Expression(TypeRules.NullableIfAny(SqlType.Boolean, [operand]), operand)
{
    const byte False = 1;
    const byte True = 2;

    readonly Column<bool> _result = new();
    StringDictionary? _dictionary;
    byte[] _known = [];

    public override bool CannotFail => Children[0].CannotFail;

    protected abstract bool Test(ReadOnlySpan<byte> text);

    public override Column Evaluate(Batch batch)
    {
        var input = (StringColumn)Children[0].Evaluate(batch);
        _result.Reset(batch.Count);
        _result.Nulls = input.Nulls;
        if (input.Codes is { } codes) TestCodes(input, codes.AsSpan(0, batch.Count));
        else TestTexts(input);
        return _result;
    }

    void TestTexts(StringColumn input)
    {
        for (var row = 0; row < _result.Count; row++) _result.Values[row] = !input.IsNull(row) && Test(input[row]);
    }

    void TestCodes(StringColumn input, ReadOnlySpan<int> codes)
    {
        var dictionary = input.Dictionary!;
        if (_dictionary != dictionary)
        {
            _dictionary = dictionary;
            Array.Clear(_known);
        }
        if (_known.Length < dictionary.Count) Array.Resize(ref _known, Math.Max(dictionary.Count, _known.Length * 2));
        for (var row = 0; row < codes.Length; row++)
        {
            if (input.IsNull(row)) continue;
            ref var known = ref _known[codes[row]];
            if (known == 0) known = Test(dictionary[codes[row]]) ? True : False;
            _result.Values[row] = known == True;
        }
    }
}
