using System.Text;
using Tally.Engine.Columns;
using Tally.Engine.Formats.Values;
using Xunit;

namespace Tally.Engine.Tests.Formats.Values;

/// <summary>A name is found under its own code or not at all, whatever other names look like it.</summary>
public sealed class NumberedCodesTests
{
    // One seed a form of names: a prefix with padded numbers, numbers of every length, prefixes mixed, numbers too long, no numbers.
    [Theory]
    [InlineData(1), InlineData(2), InlineData(3), InlineData(4), InlineData(5), InlineData(6)]
    public void Codes_are_those_of_the_dictionary(int form)
    {
        var random = new Random(form);
        var (numbered, dictionary) = (new NumberedCodes(), new StringDictionary());
        var bytes = new byte[64];
        var found = 0;
        for (var i = 0; i < 60_000; i++)
        {
            var name = Encoding.UTF8.GetBytes(random.Next(50) == 0 ? Name(random, random.Next(1, 7)) : Name(random, form));
            var start = random.Next(bytes.Length - 16 - name.Length);
            // Behind the name stands anything, digits too.
            for (var at = 0; at < bytes.Length; at++) bytes[at] = (byte)random.Next(i % 2 == 0 ? '0' : ' ', i % 2 == 0 ? ':' : 127);
            name.CopyTo(bytes, start);
            var known = dictionary.Find(name);
            var code = name.Length <= ShortStringCodes.MaxLength ? numbered.Find(bytes, start, name.Length) : -1;
            if (code >= 0) Assert.Equal(known, code);
            found += code >= 0 ? 1 : 0;
            if (code < 0 && name.Length <= ShortStringCodes.MaxLength) numbered.Learn(bytes, start, name.Length, dictionary.Add(name));
        }
        if (form <= 2) Assert.InRange(found, 20_000, 60_000);
    }

    static string Name(Random random, int form) => form switch
    {
        1 => $"U{random.Next(5000):D6}",
        2 => random.Next(9000).ToString(),
        3 => $"{(char)('A' + random.Next(3))}{random.Next(300)}",
        4 => $"prefix{random.NextInt64(1_000_000_000)}",
        5 => $"é{random.Next(40)}",
        _ => new string((char)random.Next(' ', 127), random.Next(16)),
    };
}
