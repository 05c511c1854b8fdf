using System.Globalization;
using Tally.Engine.Connectors.Stores;

namespace Tally.Results.Redis;

/// <summary>Compares the keys of a table in Redis with the rows that they should hold.</summary>
/// <param name="expires">Whether keys have a life time: those that are gone are no difference.</param>
sealed class RedisComparison(RedisOptions options, RedisTable table, bool expires)
{
    const int KeysOfACall = 500;

    public async Task<Comparison> RunAsync(ExpectedRows expected, CancellationToken cancellation)
    {
        if (table.Kind == RedisKind.Stream) return new(0, []) { Skipped = "a stream holds changes, not rows" };
        var groups = GroupsOf(expected);
        await using var client = new RedisClient(options);
        var comparison = new RowComparison();
        try
        {
            foreach (var keys in groups.Keys.Chunk(KeysOfACall)) await CompareAsync(client, keys, groups, comparison, cancellation);
        }
        catch (RedisException error)
        {
            throw new StoreException($"{options.Address}: {error.Message}", error);
        }
        if (!comparison.IsDifferent || expected.Later is not { } later) return comparison.End(hasLater: false);
        foreach (var (key, rows) in GroupsOf(await later()))
            if (groups.ContainsKey(key))
                foreach (var (name, value, _) in Expected(key, rows)) comparison.ExpectLater(name, value);
        return comparison.End(hasLater: true);
    }

    Dictionary<string, List<(RedisRow Row, bool IsOpen)>> GroupsOf(ExpectedRows expected)
    {
        var groups = new Dictionary<string, List<(RedisRow Row, bool IsOpen)>>();
        for (var row = 0; row < expected.Rows.Count; row++)
        {
            if (!expected.IsOfRange(expected.Rows, row)) continue;
            var kept = table.RowOf(expected.Rows, row);
            if (!groups.TryGetValue(kept.Key, out var group)) groups[kept.Key] = group = [];
            group.Add((kept, expected.IsOpen[row]));
        }
        return groups;
    }

    async Task CompareAsync(RedisClient client, string[] keys, Dictionary<string, List<(RedisRow Row, bool IsOpen)>> groups,
        RowComparison comparison, CancellationToken cancellation)
    {
        var commands = new RedisCommands();
        foreach (var key in keys)
        {
            if (table.Kind == RedisKind.ZSet) commands.Add(key, "ZRANGE", key, "0", "-1", "WITHSCORES");
            else if (table.Kind == RedisKind.Hash) commands.Add(key, "HGETALL", key);
            else commands.Add(key, "GET", key);
        }
        var answers = await client.SendAsync(commands, cancellation);
        for (var i = 0; i < keys.Length; i++)
        {
            var found = Found(keys[i], answers[i]).ToList();
            if (expires && found.Count == 0) continue;
            foreach (var (name, value, isOpen) in Expected(keys[i], groups[keys[i]])) comparison.Expect(name, value, isOpen);
            foreach (var (name, value) in found) comparison.Find(name, value);
        }
    }

    IEnumerable<(string Name, string Value, bool IsOpen)> Expected(string key, List<(RedisRow Row, bool IsOpen)> rows)
    {
        if (table.Kind == RedisKind.Json)
            return [(key, table.ArrayOf(rows.OrderBy(row => row.Row.Member, StringComparer.Ordinal).Select(row => row.Row.Values)),
                rows.Any(row => row.IsOpen))];
        if (table.Kind == RedisKind.Hash && table.Members.Length == 0)
            return rows.SelectMany(row => table.Values
                .Select(column => ($"{key} {table.Schema[column].Name}", RedisTable.TextOf(row.Row.Values[column]), row.IsOpen)));
        return rows.Select(row => (table.Kind == RedisKind.String ? key : $"{key} {row.Row.Member}",
            table.Kind == RedisKind.ZSet ? table.ScoreOf(row.Row.Values).Text : table.ValueOf(row.Row.Values), row.IsOpen));
    }

    IEnumerable<(string Name, string Value)> Found(string key, RedisReply answer)
    {
        if (answer.Error is { } error) return [(key, error)];
        if (answer.Items is null) return answer.Text is { } text ? [(key, text)] : [];
        return answer.Items.Chunk(2)
            .Select(pair => ($"{key} {pair[0].Text}",
                table.Kind == RedisKind.ZSet
                    ? double.Parse(pair[1].Text!, CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture)
                    : pair[1].Text!));
    }
}
