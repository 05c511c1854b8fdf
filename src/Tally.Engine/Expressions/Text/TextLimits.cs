namespace Tally.Engine.Expressions.Text;

/// <summary>The longest text that a function may make: a wrong length must not take all memory.</summary>
static class TextLimits
{
    public const int MaxBytes = 16 << 20;

    public static bool Check(long bytes) => bytes <= MaxBytes
        ? true : throw new EvaluationException($"the result would be longer than {MaxBytes >> 20} MB");
}
