using Tally.Engine.Columns;
using Tally.Engine.Expressions.Functions;
using Tally.Engine.Expressions.Kernels;

namespace Tally.Engine.Expressions.Arithmetic;

/// <summary>Functions that compute in DOUBLE. Outside of their domain they give NaN or Infinity.</summary>
static class DoubleFunctions
{
    public static IEnumerable<FunctionDefinition> All =>
    [
        One("SQRT", "The square root.", "SQRT(2)", Math.Sqrt),
        One("EXP", "e to the power of the number.", "EXP(1)", Math.Exp),
        One("LN", "The natural logarithm.", "LN(2)", Math.Log),
        One("LOG10", "The logarithm to the base 10.", "LOG10(1000)", Math.Log10),
        One("LOG2", "The logarithm to the base 2.", "LOG2(8)", value => Math.Log(value) / Math.Log(2)),
        One("SIN", "The sine.", "SIN(0)", Math.Sin),
        One("COS", "The cosine.", "COS(0)", Math.Cos),
        One("TAN", "The tangent.", "TAN(0)", Math.Tan),
        One("COT", "The cotangent.", "COT(1)", value => 1 / Math.Tan(value)),
        One("ASIN", "The arc sine.", "ASIN(1)", Math.Asin),
        One("ACOS", "The arc cosine.", "ACOS(1)", Math.Acos),
        One("ATAN", "The arc tangent.", "ATAN(1)", Math.Atan),
        One("SINH", "The hyperbolic sine.", "SINH(0)", Math.Sinh),
        One("COSH", "The hyperbolic cosine.", "COSH(0)", Math.Cosh),
        One("TANH", "The hyperbolic tangent.", "TANH(0)", Math.Tanh),
        One("DEGREES", "Radians in degrees.", "DEGREES(3.141592653589793)", value => value * (180 / Math.PI)),
        One("RADIANS", "Degrees in radians.", "RADIANS(180)", value => value * (Math.PI / 180)),
        Two("POWER", "POWER(number, exponent)", "The number to a power.", "POWER(2, 10)", Math.Pow),
        Two("ATAN2", "ATAN2(y, x)", "The angle of a point.", "ATAN2(1, 1)", Math.Atan2),
        new("LOG", 1, 2, "LOG([base,] number)", "The natural logarithm, or that to a base.", "LOG(2, 8)", call => call.Count == 1
            ? Apply(call, (double value) => Math.Log(value)) : Apply(call, (@base, value) => Math.Log(value) / Math.Log(@base))),
        new("PI", 0, 0, "PI()", "The number π.", "PI()", _ => Literal.Of(Math.PI)),
        new("E", 0, 0, "E()", "The number e.", "E()", _ => Literal.Of(Math.E)),
    ];

    static FunctionDefinition One(string name, string description, string example, Func<double, double> function) =>
        new(name, 1, 1, $"{name}(number)", description, example, call => Apply(call, function));

    static FunctionDefinition Two(string name, string signature, string description, string example,
        Func<double, double, double> function) =>
        new(name, 2, 2, signature, description, example, call => Apply(call, function));

    static Expression Apply(FunctionCall call, Func<double, double> function) =>
        new Unary<double, double, DoubleFunction>(call.Name, call.Nullable(SqlType.Double), call.Double(0), new(function));

    static Expression Apply(FunctionCall call, Func<double, double, double> function) =>
        new Binary<double, double, double, DoubleFunction2>(call.Name, call.Nullable(SqlType.Double), call.Double(0), call.Double(1),
            new(function));
}
