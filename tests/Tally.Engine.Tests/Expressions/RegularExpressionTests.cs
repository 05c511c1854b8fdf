using System.Text;
using Tally.Engine.Expressions.RegularExpressions;
using Tally.Engine.Expressions.Text;
using Xunit;

namespace Tally.Engine.Tests.Expressions;

/// <summary>Answers of java.util.regex on Java 17: what find() and group() give, NULL where it finds nothing, an error where it refuses the
/// pattern.</summary>
public sealed class RegularExpressionTests
{
    [Theory]
    [InlineData(@"(?i)\p{Lower}", "A", "A")]
    [InlineData(@"(?i)\P{Upper}", "a", null)]
    [InlineData(@"(?i)[\p{Lt}]", "a", "a")]
    [InlineData(@"{2}", "x", "")]
    [InlineData(@"a{1}{2}", "aa", "a")]
    [InlineData(@"(?:ab){1,2}c", "ababc", "ababc")]
    [InlineData(@"(?<=(ab){1,2})c", "abc", "c")]
    [InlineData(@"(?<=a+)b", "ab", "b")]
    [InlineData(@"(?m)^", "", null)]
    [InlineData(@"[]a]", "]", "]")]
    [InlineData(@"a||b", "b", "")]
    [InlineData("(?x)a b # c\n d", "abd", "abd")]
    [InlineData(@"(?x)[a b]", " ", null)]
    [InlineData(@"\1(a)", "aa", null)]
    [InlineData(@"(a)\11", "aa1", "aa1")]
    [InlineData(@"(?i)ſ", "s", null)]
    [InlineData(@"(?iu)ſ", "s", "s")]
    [InlineData(@"(?iu)k", "\u212a", "\u212a")]
    [InlineData(@"[\d-z]", "-", "-")]
    [InlineData(@"\ca", "\u0001", null)]
    [InlineData(@"[a&&]", "a", "a")]
    [InlineData(@"[&&a]", "a", "a")]
    [InlineData(@"[a&&b&&c]", "a", null)]
    [InlineData(@"[^a&&b]", "c", "c")]
    [InlineData(@"[a[^b]]", "c", "c")]
    [InlineData(@"[a-z&&[def]&&[^e]]", "e", null)]
    [InlineData(@"\Qa\E*", "aa", "aa")]
    [InlineData(@"[\Qa-c\E]", "b", null)]
    [InlineData(@"(?i-s:a)", "A", "A")]
    [InlineData(@"(?-i)a", "A", null)]
    [InlineData(@"(?=a)*", "a", "")]
    [InlineData(@"(?U)\p{alpha}", "a", "a")]
    [InlineData(@"\p{general_category=Lu}", "A", "A")]
    [InlineData(@"\p{Block=BasicLatin}", "a", "a")]
    [InlineData(@"(a|ab)(c|bcd)(d*)", "abcd", "abcd")]
    [InlineData(@"(a*)*b", "aaab", "aaab")]
    [InlineData(@"(?:(a)|b)*", "ab", "ab")]
    [InlineData(@"x*?y", "xxy", "xxy")]
    [InlineData(@"(?>a+)ab", "aaab", null)]
    [InlineData(@"(?!ab)a.", "abac", "ac")]
    [InlineData(@"(\w+) \1", "the the", "the the")]
    public void The_first_match_is_that_of_Java(string pattern, string text, string? match)
    {
        var regex = JavaRegex.Compile(pattern);
        var bytes = Encoding.UTF8.GetBytes(text);
        Assert.Equal(match, regex.IsMatch(bytes) ? Encoding.UTF8.GetString(bytes[regex.Group(0)!.Value]) : null);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("x{2")]
    [InlineData("a{2,1}")]
    [InlineData("a{99999999999}")]
    [InlineData("(?<=(a|b){1,2})c")]
    [InlineData("[^]")]
    [InlineData("[a-\\d]")]
    [InlineData("\\08")]
    [InlineData("\\c")]
    [InlineData("\\x{110000}")]
    [InlineData("(?<a>x)(?<a>y)")]
    [InlineData("(?<1a>x)")]
    [InlineData("\\k<b>")]
    [InlineData("(?>a")]
    [InlineData("a)")]
    [InlineData("(?P<n>a)")]
    [InlineData("\\p{L")]
    [InlineData("\\p{}")]
    [InlineData("\\p{IsFoo}")]
    [InlineData("\\p{isLatin}")]
    [InlineData("\\p{alpha}")]
    [InlineData("a\\E")]
    [InlineData("\\")]
    [InlineData("(?z)a")]
    [InlineData("[b-a]")]
    [InlineData("[\\b]")]
    [InlineData("\\y")]
    [InlineData("a*?+")]
    [InlineData("a+*")]
    [InlineData("(?i)+a")]
    [InlineData("(*a)")]
    public void What_Java_refuses_is_refused(string pattern)
    {
        var error = Assert.Throws<RegexSyntaxException>(() => JavaRegex.Compile(pattern));
        Assert.False(error.IsUnsupported);
        Assert.Null(JavaRegex.TryCompile(pattern));
    }

    [Theory]
    [InlineData("^(a+)+$")]
    [InlineData("(a|a)*c")]
    [InlineData("(?:a*)*b(?=(a+)+$)")]
    [InlineData("(x+x+)+y|(a|aa)+$")]
    public void Nested_repetitions_take_no_more_steps_than_the_text_is_long(string pattern)
    {
        var regex = JavaRegex.Compile(pattern);
        Assert.False(regex.IsMatch(Encoding.UTF8.GetBytes(new string('a', 5_000) + "!")));
    }

    [Fact]
    public void A_reference_back_that_needs_too_many_steps_is_an_error_of_the_row()
    {
        var regex = JavaRegex.Compile(@"^(a+)+\1$");
        Assert.Contains("too many steps",
            Assert.Throws<Engine.Expressions.EvaluationException>(() =>
                regex.IsMatch(Encoding.UTF8.GetBytes(new string('a', 60) + "!"))).Message);
    }
}
