namespace Tally.System.Tests.Tail;

/// <summary>Lines at the seams of reads, unfinished lines and lines that are too long.</summary>
public sealed class LineTests
{
    [Fact]
    public async Task Partial_last_line_waits_for_its_end()
    {
        await using var logs = new Follower();
        logs.Append("app.log", "a\npart");
        await logs.PollAsync();
        Assert.Equal(["a"], logs.Lines);
        logs.Append("app.log", "ial");
        await logs.PollAsync();
        logs.Append("app.log", "\n");
        await logs.PollAsync();
        Assert.Equal(["a", "partial"], logs.Lines);
    }

    [Fact]
    public async Task Carriage_return_and_line_feed_in_two_reads_utf8streamreader_4_cmark_117()
    {
        await using var logs = new Follower();
        logs.Append("app.log", "a\r");
        await logs.PollAsync();
        logs.Append("app.log", "\nb\r\n\r\nc\n");
        await logs.PollAsync();
        Assert.Equal(["a", "b", "", "c"], logs.Lines);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Every_size_of_read_gives_the_same_lines(int maxBytes)
    {
        await using var logs = new Follower();
        logs.Append("app.log", "ab\r\ncdef\n\nghijklmnop\r\nq\n");
        await logs.PollAsync(maxBytes);
        Assert.Equal(["ab", "cdef", "", "ghijklmnop", "q"], logs.Lines);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(16)]
    [InlineData(1 << 16)]
    public async Task Line_longer_than_the_limit_is_cut_and_the_next_is_whole(int maxBytes)
    {
        await using var logs = new Follower(maxLineBytes: 10);
        logs.Append("app.log", "short\n" + new string('x', 100) + "\n1234567890\n");
        await logs.PollAsync(maxBytes);
        Assert.Equal(["short", new string('x', 10), "1234567890"], logs.Lines);
    }

    [Fact]
    public async Task Rest_of_a_long_line_is_left_out_after_a_restart_too()
    {
        await using var logs = new Follower(maxLineBytes: 10);
        logs.Append("app.log", new string('x', 40));
        await logs.PollAsync();
        await logs.RestartAsync();
        logs.Append("app.log", new string('x', 40));
        await logs.PollAsync();
        logs.Append("app.log", "\nnext\n");
        await logs.PollAsync();
        Assert.Equal([new string('x', 10), "next"], logs.Lines);
    }
}
