using Xunit;

namespace Tally.Engine.Tests.Scripts;

/// <summary>SQL scripts with their results, each run straight, a record at a time, and stopped and restored in the middle.</summary>
public sealed class ScriptTests
{
    public static IEnumerable<TheoryDataRow<string>> OwnScripts => ScriptSet.Own.Rows;

    public static IEnumerable<TheoryDataRow<string>> ConformanceScripts => ScriptSet.Conformance.Rows;

    public static IEnumerable<TheoryDataRow<string>> NextScripts => ScriptSet.Next.Rows;

    [Theory, MemberData(nameof(OwnScripts))]
    public async Task Own_script_gives_its_result(string script) => Passes(await FailureOfAsync(ScriptSet.Own, script));

    [Theory, MemberData(nameof(ConformanceScripts))]
    public async Task Conformance_script_gives_the_result_of_Flink(string script) =>
        Passes(await FailureOfAsync(ScriptSet.Conformance, script));

    /// <summary>A script on the list of those that do not pass yet is run all the same: the list may only shrink.</summary>
    [Theory, MemberData(nameof(NextScripts))]
    public async Task Next_script_gives_the_result_of_Flink_or_is_listed(string script)
    {
        var failure = await FailureOfAsync(ScriptSet.Next, script);
        if (NextList.Scripts.Contains(script))
        {
            Assert.True(failure is not null, $"{script} passes: take it off {NextList.Name}");
            Assert.Skip($"not yet: {failure!.Split('\n')[0]}");
        }
        Passes(failure);
    }

    [Fact]
    public void The_list_of_those_that_do_not_pass_yet_names_scripts()
    {
        Assert.SkipUnless(ScriptSet.Next.Scripts.Count > 0, "sql-next is not beside the repository");
        Assert.Empty(NextList.Scripts.Except(ScriptSet.Next.Scripts));
    }

    [Fact]
    public void Every_reason_for_a_refusal_is_used()
    {
        var words = ScriptSet.Conformance.Texts().Concat(ScriptSet.Next.Texts()).Select(script => script.Error).OfType<string>();
        Assert.Empty(FlinkRefusals.Reasons.Except(words.Select(FlinkRefusals.Of)).Select(reason => reason!.Words));
    }

    static void Passes(string? failure) => Assert.True(failure is null, failure);

    static Task<string?> FailureOfAsync(ScriptSet set, string script) =>
        ScriptRun.FailureOfAsync(set, script, TestContext.Current.CancellationToken);
}
