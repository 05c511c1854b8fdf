using Tally.Engine.Columns;
using Tally.Engine.Expressions.Functions;
using Tally.Engine.Expressions.Kernels;

namespace Tally.Engine.Expressions.Arithmetic;

/// <summary>RAND, RAND_INTEGER, UUID: another value for each row.</summary>
static class RandomFunctions
{
    public static IEnumerable<FunctionDefinition> All =>
    [
        new("RAND", 0, 1, "RAND([seed])", "A random number from 0 up to 1.", "RAND(7) < 1", call =>
            Numbers<double>(call, SqlType.Double, seedAt: call.Count == 1 ? 0 : -1, (random, _, _) => random.NextDouble())),
        new("RAND_INTEGER", 1, 2, "RAND_INTEGER([seed,] bound)", "A random whole number from 0 up to a bound.", "RAND_INTEGER(10) < 10",
            call => Numbers<int>(call, SqlType.Int, seedAt: call.Count == 2 ? 0 : -1, (random, columns, row) =>
                random.Next(Math.Max(1, columns[^1].Int(row))))),
        new("UUID", 0, 0, "UUID()", "A random identifier of 36 characters.", "CHAR_LENGTH(UUID())", call =>
        {
            var random = call.Binder.Context.Random;
            return new NonDeterministic(call.TextResult(SqlType.Char(36).WithNullable(false), [], (_, _, output) =>
            {
                output.Write(Identifier(random));
                return true;
            }));
        }),
    ];

    static string Identifier(Random random)
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        bytes[6] = (byte)(bytes[6] & 0x0F | 0x40);
        bytes[8] = (byte)(bytes[8] & 0x3F | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }

    static Expression Numbers<T>(FunctionCall call, SqlType type, int seedAt, Func<Random, Column[], int, T> next) where T : unmanaged
    {
        var seed = seedAt < 0 ? null : call.Int(seedAt) as Literal ?? throw call.Wrong(seedAt, "a constant");
        var arguments = Enumerable.Range(0, call.Count).Select(call.Int).ToArray();
        var shared = call.Binder.Context.Random;
        return new NonDeterministic(call.FixedResult<T>(call.Nullable(type), arguments, () =>
        {
            var random = seed is { IsNull: false } ? new Random(seed.Value<int>()) : shared;
            return (Column[] columns, int row, out T result) =>
            {
                result = next(random, columns, row);
                return true;
            };
        }));
    }
}
