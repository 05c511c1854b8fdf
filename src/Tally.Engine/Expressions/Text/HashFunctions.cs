using System.Security.Cryptography;
using Tally.Engine.Columns;
using Tally.Engine.Expressions.Functions;
using Tally.Engine.Expressions.Kernels;

namespace Tally.Engine.Expressions.Text;

/// <summary>MD5 and the SHA family, in small hexadecimal digits.</summary>
static class HashFunctions
{
    delegate int Hash(ReadOnlySpan<byte> source, Span<byte> target);

    public static IEnumerable<FunctionDefinition> All =>
    [
        Function("MD5", 32, MD5.HashData),
        Function("SHA1", 40, SHA1.HashData),
        Function("SHA224", 56, Sha224.HashData),
        Function("SHA256", 64, SHA256.HashData),
        Function("SHA384", 96, SHA384.HashData),
        Function("SHA512", 128, SHA512.HashData),
        new("SHA2", 2, 2, "SHA2(text, bits)", "The SHA-2 hash of 224, 256, 384 or 512 bits.", "SHA2('tea', 256)",
            call => call.TextResult(call.Nullable(SqlType.VarChar(128)), [call.Text(0), call.Int(1)], (columns, row, output) =>
                Write(columns[0].Text(row), OfLength(columns[1].Int(row)), output))),
    ];

    static FunctionDefinition Function(string name, int digits, Hash hash) =>
        new(name, 1, 1, $"{name}(text)", $"The {name} hash in hexadecimal digits.", $"{name}('tea')",
        call => call.TextResult(call.Nullable(SqlType.Char(digits)), [call.Arguments[0].Type.IsBinary ? call.Arguments[0] : call.Text(0)],
            (columns, row, output) => Write(columns[0].Text(row), hash, output)));

    static Hash OfLength(int bits) => bits switch
    {
        224 => Sha224.HashData,
        256 => SHA256.HashData,
        384 => SHA384.HashData,
        512 => SHA512.HashData,
        _ => throw new EvaluationException($"SHA2 has no length of {bits} bits; 224, 256, 384 and 512 are possible"),
    };

    static bool Write(ReadOnlySpan<byte> source, Hash hash, TextOutput output)
    {
        Span<byte> digest = stackalloc byte[64];
        var length = hash(source, digest);
        Convert.TryToHexStringLower(digest[..length], output.Column.Reserve(2 * length), out _);
        output.Advance(2 * length);
        return true;
    }
}
