using Xunit;
using System.Text;
using Tally.Engine.Columns;
using Tally.Engine.Formats;

namespace Tally.Engine.Tests.Formats.Json;

/// <summary>The public suite of JSON texts that a parser must accept, must reject, or may do either with.</summary>
public sealed class JsonSuiteTests
{
    // A scalar is well-formed JSON but no row, so the record is bad for another reason than its grammar.
    static bool IsRejected(byte[] text)
    {
        if (text.Length == 0) return true;
        var decoding = new Decoding("json", Decoding.F("unrelated", SqlType.String));
        decoding.Decode(text);
        return decoding.Bad.Exists(bad => bad.Kind is "json" or "utf8");
    }

    [Theory]
    [InlineData("y_", 95, false), InlineData("n_", 188, true)]
    public void Texts_are_accepted_or_rejected(string prefix, int count, bool isRejected)
    {
        var files = Directory.GetFiles(Shared.Path("data/json-test-suite/test_parsing"), prefix + "*.json");
        Assert.Equal(count, files.Length);
        Assert.Empty(files.Where(file => IsRejected(File.ReadAllBytes(file)) != isRejected).Select(Path.GetFileName));
    }

    [Fact]
    public void Texts_that_may_go_either_way_never_crash()
    {
        foreach (var folder in (string[])["test_parsing", "test_transform"])
            foreach (var file in Directory.GetFiles(Shared.Path("data/json-test-suite/" + folder), "*.json")) IsRejected(File.ReadAllBytes(file));
    }
}
