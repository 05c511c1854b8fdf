namespace Tally.System.Tests.Tail;

/// <summary>Renamed, copied, truncated, deleted and replaced files: every line once.</summary>
public sealed class RotationTests
{
    [Fact]
    public async Task Renamed_file_goes_on_and_the_new_one_starts()
    {
        await using var logs = new Follower();
        logs.Append("app.log", "a\nb\n");
        await logs.PollAsync();
        logs.Append("app.log", "c\n");
        logs.Rename("app.log", "app.log.1");
        logs.Append("app.log.1", "d\n");
        logs.Append("app.log", "e\n");
        await logs.PollAsync();
        Assert.Equal(["a", "b", "c", "d", "e"], logs.Lines);
    }

    [Fact]
    public async Task Several_renames_between_two_looks()
    {
        await using var logs = new Follower();
        logs.Append("app.log", "a\n");
        await logs.PollAsync();
        for (var round = 0; round < 4; round++)
        {
            for (var number = round; number > 0; number--) logs.Rename($"app.log.{number}", $"app.log.{number + 1}");
            logs.Rename("app.log", "app.log.1");
            logs.Append("app.log", $"of round {round}\n");
        }
        logs.Append("app.log.4", "late\n");
        await logs.PollAsync();
        Assert.Equal(["a", "late", "of round 0", "of round 1", "of round 2", "of round 3"], logs.Lines.Order());
    }

    [Fact]
    public async Task Rotated_before_it_was_read_to_the_end()
    {
        await using var logs = new Follower();
        logs.Append("app.log", "a\n");
        await logs.LookAsync();
        logs.Append("app.log", "b\n");
        logs.Rename("app.log", "elsewhere");
        logs.ReadAll();
        logs.Append("elsewhere", "c\n");
        await logs.PollAsync();
        Assert.Equal(["a", "b", "c"], logs.Lines);
    }

    [Fact]
    public async Task Rotated_while_down_goes_on_where_it_was()
    {
        await using var logs = new Follower();
        logs.Append("app.log", "a\nb\n");
        await logs.PollAsync();
        await logs.StopAsync();
        logs.Append("app.log", "c\n");
        logs.Rename("app.log", "app.log.1");
        logs.Append("app.log", "d\n");
        await logs.StartAsync();
        await logs.PollAsync();
        Assert.Equal(["a", "b", "c", "d"], logs.Lines.Order());
    }

    [Fact]
    public async Task File_that_a_listing_missed_is_neither_ended_nor_read_again()
    {
        await using var logs = new Follower();
        logs.Append("app.log", "a\nb\n");
        await logs.PollAsync();
        logs.Append("app.log", "c\n");
        await logs.PollAsync();
        logs.Rename("app.log", "hidden");
        await logs.PollAsync();
        await logs.PollAsync();
        logs.Rename("hidden", "app.log.1");
        logs.Append("app.log.1", "d\n");
        await logs.PollAsync();
        Assert.Equal(["a", "b", "c", "d"], logs.Lines);
    }

    [Fact]
    public async Task File_that_was_moved_away_is_followed_there_and_taken_up_again()
    {
        await using var logs = new Follower();
        logs.Append("app.log", "a\nb\n");
        await logs.PollAsync();
        logs.Rename("app.log", "hidden");
        await logs.PollAsync();
        logs.Clock.Advance(TimeSpan.FromMinutes(2));
        await logs.PollAsync();
        logs.Append("hidden", "c\n");
        await logs.PollAsync();
        await logs.PollAsync();
        Assert.Equal(["a", "b", "c"], logs.Lines);
        logs.Rename("hidden", "app.log.1");
        await logs.PollAsync();
        Assert.Equal(["a", "b", "c"], logs.Lines);
    }

    [Fact]
    public async Task Copytruncate_reads_the_rest_in_the_copy()
    {
        await using var logs = new Follower();
        logs.Append("app.log", "a\nb\n");
        await logs.PollAsync();
        logs.Append("app.log", "c\n");
        File.Copy(logs["app.log"], logs["app.log.1"]);
        File.WriteAllText(logs["app.log"], "d\n");
        for (var look = 0; look < 4; look++) await logs.PollAsync();
        logs.Append("app.log", "e\n");
        await logs.PollAsync();
        Assert.Equal(["a", "b", "c", "d", "e"], logs.Lines.Order());
    }

    [Fact]
    public async Task Copy_that_is_seen_before_the_truncation_is_not_read_again()
    {
        await using var logs = new Follower();
        logs.Append("app.log", "a\nb\n");
        await logs.PollAsync();
        File.WriteAllText(logs["app.log.1"], "a\n");
        await logs.PollAsync();
        logs.Append("app.log", "c\n");
        logs.Append("app.log.1", "b\nc\n");
        await logs.PollAsync();
        File.WriteAllText(logs["app.log"], "");
        for (var look = 0; look < 4; look++) await logs.PollAsync();
        logs.Append("app.log", "d\n");
        await logs.PollAsync();
        Assert.Equal(["a", "b", "c", "d"], logs.Lines);
    }

    [Fact]
    public async Task Truncated_and_written_again_past_the_old_position_is_read_from_its_start()
    {
        await using var logs = new Follower();
        logs.Append("app.log", "first 1\nfirst 2\n");
        await logs.PollAsync();
        File.WriteAllText(logs["app.log"], "second 1\nsecond 2\nsecond 3\n");
        logs.ReadAll();
        for (var look = 0; look < 4; look++) await logs.PollAsync();
        Assert.Equal(["first 1", "first 2", "second 1", "second 2", "second 3"], logs.Lines);
    }

    [Fact]
    public async Task Truncated_file_that_begins_with_the_same_header_is_a_new_file()
    {
        await using var logs = new Follower();
        logs.Append("app.log", "header\n");
        await logs.PollAsync();
        logs.Append("app.log", "a\nb\n");
        await logs.PollAsync();
        File.WriteAllText(logs["app.log"], "header\nc\n");
        for (var look = 0; look < 4; look++) await logs.PollAsync();
        Assert.Equal(["header", "a", "b", "header", "c"], logs.Lines);
        Assert.Equal(logs.Places.Count, logs.Places.Distinct().Count());
    }

    [Fact]
    public async Task Truncated_while_down_is_read_from_its_start()
    {
        await using var logs = new Follower();
        logs.Append("app.log", "header\na\nb\n");
        await logs.PollAsync();
        await logs.StopAsync();
        File.WriteAllText(logs["app.log"], "header\nc\n");
        await logs.StartAsync();
        await logs.PollAsync();
        await logs.RestartAsync();
        await logs.PollAsync();
        Assert.Equal(["header", "a", "b", "header", "c"], logs.Lines);
    }

    [Fact]
    public async Task Position_behind_the_end_of_a_file_does_not_resend_it_at_every_start()
    {
        await using var logs = new Follower();
        logs.Append("app.log", "header\na long line that will be gone\n");
        await logs.PollAsync();
        File.WriteAllText(logs["app.log"], "header\n");
        for (var start = 0; start < 3; start++)
        {
            await logs.RestartAsync();
            await logs.PollAsync();
            await logs.PollAsync();
        }
        Assert.Equal(["header", "a long line that will be gone", "header"], logs.Lines);
    }

    [Fact]
    public async Task Deleted_and_created_again_at_once()
    {
        await using var logs = new Follower();
        logs.Append("app.log", "a\n");
        await logs.PollAsync();
        logs.Append("app.log", "b\nrest");
        File.Delete(logs["app.log"]);
        logs.Append("app.log", "c\n");
        await logs.PollAsync();
        logs.Append("app.log", "d\n");
        await logs.PollAsync();
        Assert.Equal(["a", "b", "c", "d", "rest"], logs.Lines.Order());
        Assert.Equal(1, logs.OpenPartitions);
    }

    [Fact]
    public async Task Inode_that_is_used_again_is_a_new_file()
    {
        await using var logs = new Follower();
        logs.Append("app.log", "header\n");
        await logs.PollAsync();
        logs.Append("app.log", "a\n");
        await logs.PollAsync();
        for (var round = 0; round < 20; round++)
        {
            File.Delete(logs["app.log"]);
            await logs.PollAsync();
            await logs.PollAsync();
            logs.Append("app.log", $"header\n");
            await logs.PollAsync();
            logs.Append("app.log", $"{round}\n");
            await logs.PollAsync();
        }
        Assert.Equal(["header", "a", .. Enumerable.Range(0, 20).SelectMany(round => new[] { "header", $"{round}" })], logs.Lines);
        Assert.Equal(logs.Places.Count, logs.Places.Distinct().Count());
    }

    [Fact]
    public async Task Two_files_with_the_same_first_bytes_are_two_files()
    {
        await using var logs = new Follower();
        var header = new string('h', 3000) + "\n";
        logs.Append("app.log.a", header + "a\n");
        logs.Append("app.log.b", header + "b\n");
        await logs.PollAsync();
        await logs.RestartAsync();
        logs.Append("app.log.a", "c\n");
        logs.Append("app.log.b", "d\n");
        await logs.PollAsync();
        Assert.Equal(["a", "b", "c", "d"], logs.Lines.Where(line => line.Length == 1).Order());
        Assert.Equal(6, logs.Lines.Count);
    }

    [Fact]
    public async Task File_that_stays_equal_to_another_is_read_after_a_while()
    {
        await using var logs = new Follower();
        logs.Append("app.log.a", "same\n");
        logs.Append("app.log.b", "same\n");
        await logs.PollAsync();
        Assert.Equal(["same"], logs.Lines);
        logs.Clock.Advance(TimeSpan.FromSeconds(11));
        await logs.PollAsync();
        Assert.Equal(["same", "same"], logs.Lines);
    }

    [Fact]
    public async Task Hard_link_is_the_same_file()
    {
        await using var logs = new Follower();
        logs.Append("app.log", "a\n");
        File.CreateSymbolicLink(logs["app.log.link"], logs["app.log"]);
        await logs.PollAsync();
        await logs.PollAsync();
        Assert.Equal(["a"], logs.Lines);
    }

    [Fact]
    public async Task File_that_vanishes_is_read_to_its_end()
    {
        await using var logs = new Follower();
        logs.Append("app.log", "a\n");
        await logs.LookAsync();
        logs.Append("app.log", "b\nwithout an end");
        File.Delete(logs["app.log"]);
        await logs.PollAsync();
        await logs.PollAsync();
        Assert.Equal(["a", "b", "without an end"], logs.Lines);
        Assert.Equal(0, logs.OpenPartitions);
    }

    // Found by the random sequences (seed 14521): it waited for an older file that had been cut off just then, and after the stop it was
    // nowhere.
    [Fact]
    public async Task File_that_vanishes_while_an_older_one_is_cut_off_is_read_at_once()
    {
        await using var logs = new Follower();
        logs.Append("app.log", "older\n");
        await Task.Delay(20, TestContext.Current.CancellationToken);
        logs.Append("app.log.1", "newer\n");
        await logs.LookAsync();
        File.Delete(logs["app.log.1"]);
        File.WriteAllText(logs["app.log"], "");
        await logs.PollAsync();
        await logs.RestartAsync();
        await logs.PollAsync();
        Assert.Equal(["newer"], logs.Lines);
    }

    [Fact]
    public async Task Folder_may_come_later_and_go_again()
    {
        await using var logs = new Follower("later/app.log*");
        await logs.PollAsync();
        Directory.CreateDirectory(logs["later"]);
        logs.Append("later/app.log", "a\n");
        await logs.PollAsync();
        Directory.Delete(logs["later"], recursive: true);
        await logs.PollAsync();
        Assert.Equal(["a"], logs.Lines);
    }

    [Fact]
    public async Task Many_files()
    {
        await using var logs = new Follower();
        for (var file = 0; file < 500; file++) logs.Append($"app.log.{file}", $"{file} first\n");
        await logs.PollAsync();
        for (var file = 0; file < 500; file++) logs.Append($"app.log.{file}", $"{file} second\n");
        await logs.PollAsync();
        await logs.RestartAsync();
        await logs.PollAsync();
        Assert.Equal(1000, logs.Lines.Count);
        Assert.Equal(1000, logs.Lines.Distinct().Count());
    }

    [Fact]
    public async Task Start_at_the_end_leaves_out_what_was_there_and_nothing_else()
    {
        await using var logs = new Follower(fromEnd: true);
        logs.Append("app.log", "old\nbegun");
        await logs.PollAsync();
        logs.Append("app.log", " and ended\n");
        logs.Append("app.log.new", "new\n");
        await logs.PollAsync();
        Assert.Equal(["begun and ended", "new"], logs.Lines);
    }
}
