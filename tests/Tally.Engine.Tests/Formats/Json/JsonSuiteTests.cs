using Xunit;
using System.Text;
using Tally.Engine.Columns;
using Tally.Engine.Formats;

namespace Tally.Engine.Tests.Formats.Json;

/// <summary>The public suite of JSON texts that a parser must accept, must reject, or may do either with.</summary>
public sealed class JsonSuiteTests
{
    // A scalar is well-formed JSON but no row, so the record is bad for another reason than its grammar.
    static bool IsRejected(byte[] text) => text.Length == 0 || Decode(text).Bad.Exists(bad => bad.Kind is "json" or "utf8");

    static Decoding Decode(byte[] text)
    {
        var decoding = new Decoding("json", Decoding.F("unrelated", SqlType.String));
        decoding.Decode(text);
        return decoding;
    }

    [Theory]
    [InlineData("y_", 95, false), InlineData("n_", 188, true)]
    public void Texts_are_accepted_or_rejected(string prefix, int count, bool isRejected)
    {
        var files = Directory.GetFiles(Shared.Path("data/json-test-suite/test_parsing"), prefix + "*.json");
        Assert.Equal(count, files.Length);
        Assert.Empty(files.Where(file => IsRejected(File.ReadAllBytes(file)) != isRejected).Select(Path.GetFileName));
    }

    // An array at the top is a row for each element that is not null, as in Flink.
    static readonly string[] s_nothing =
        [
            "n_structure_no_data.json",
            "y_array_empty.json",
            "y_array_null.json",
            "y_structure_whitespace_array.json",
        ];

    [Theory]
    [InlineData("test_parsing", 318), InlineData("test_transform", 22)]
    public void A_text_gives_rows_or_one_bad_record_unless_it_holds_nothing(string folder, int count)
    {
        var files = Directory.GetFiles(Shared.Path("data/json-test-suite/" + folder), "*.json");
        Assert.Equal(count, files.Length);
        Assert.Empty(files.Where(file => !IsAccountedFor(file)).Select(Path.GetFileName));
    }

    static bool IsAccountedFor(string file)
    {
        var decoding = Decode(File.ReadAllBytes(file));
        return (decoding.Rows.Count, decoding.Bad.Count) switch
        {
            (0, 0) => s_nothing.Contains(Path.GetFileName(file)),
            (0, 1) or ( > 0, 0) => true,
            _ => false,
        };
    }
}
