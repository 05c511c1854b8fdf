using System.Globalization;
using Tally.Engine.Columns;

namespace Tally.Results.Redis;

/// <summary>Turns changes of rows into commands.</summary>
/// <param name="ttl">How long a key lives after its last change; null: for ever.</param>
/// <param name="maxLength">About how many entries a stream keeps; 0: all.</param>
sealed class RedisRows(RedisTable table, TimeSpan? ttl, long maxLength)
{
    const string ExactSuffix = ":exact";

    // The whole content of keys that are written as one text.
    readonly Dictionary<string, SortedDictionary<string, object?[]>> _groups = [];

    /// <summary>Scores that a double does not hold exactly, so far.</summary>
    public long InexactCount { get; private set; }

    /// <summary>Rows without a score, so far; they are not in their set.</summary>
    public long RefusedCount { get; private set; }

    /// <summary>Adds the commands that bring Redis up to date with some rows.</summary>
    public void Add(RedisCommands commands, Batch batch)
    {
        var changed = new HashSet<string>();
        for (var i = 0; i < batch.Count; i++)
        {
            var row = table.RowOf(batch, i);
            changed.Add(row.Key);
            if (table.Kind == RedisKind.Stream) AddEntry(commands, row, batch.IsRetraction(i));
            else if (table.Kind == RedisKind.Json) Gather(row, batch.IsRetraction(i));
            else if (batch.IsRetraction(i)) Remove(commands, row.Key, row.Member);
            else Put(commands, row);
        }
        foreach (var key in changed) Finish(commands, key);
    }

    /// <summary>Adds the command that takes a row away.</summary>
    public void Remove(RedisCommands commands, string key, string member)
    {
        switch (table.Kind)
        {
            case RedisKind.ZSet:
                commands.Add(key, "ZREM", key, member);
                commands.Add(key + ExactSuffix, "HDEL", key + ExactSuffix, member);
                break;
            case RedisKind.Hash when table.Members.Length > 0: commands.Add(key, "HDEL", key, member); break;
            case RedisKind.Hash or RedisKind.String: commands.Add(key, "DEL", key); break;
        }
    }

    void Put(RedisCommands commands, RedisRow row)
    {
        switch (table.Kind)
        {
            case RedisKind.ZSet: PutScore(commands, row); break;
            case RedisKind.Hash when table.Members.Length > 0:
                commands.Add(row.Key, "HSET", row.Key, row.Member, table.ValueOf(row.Values)); break;
            case RedisKind.Hash:
                commands.Add(row.Key,
                    ["HSET", row.Key,
                        .. table.Values.SelectMany(column => new[] { table.Schema[column].Name, RedisTable.TextOf(row.Values[column]) })]);
                break;
            case RedisKind.String: commands.Add(row.Key, "SET", row.Key, table.ValueOf(row.Values)); break;
        }
    }

    // A score is a double: what it cannot hold stands beside it as text.
    void PutScore(RedisCommands commands, RedisRow row)
    {
        if (row.Values[table.Score] is null or double.NaN or float.NaN)
        {
            RefusedCount++;
            Remove(commands, row.Key, row.Member);
            return;
        }
        var (score, isExact) = table.ScoreOf(row.Values);
        commands.Add(row.Key, "ZADD", row.Key, score, row.Member);
        if (isExact) return;
        InexactCount++;
        commands.Add(row.Key + ExactSuffix, "HSET", row.Key + ExactSuffix, row.Member, RedisTable.TextOf(row.Values[table.Score]));
        Expire(commands, row.Key + ExactSuffix);
    }

    void AddEntry(RedisCommands commands, RedisRow row, bool isRemoved)
    {
        var fields = table.Schema.Fields.SelectMany((column, i) => new[] { column.Name, RedisTable.TextOf(row.Values[i]) });
        string[] limit = maxLength > 0 ? ["MAXLEN", "~", maxLength.ToString(CultureInfo.InvariantCulture)] : [];
        commands.Add(row.Key, ["XADD", row.Key, .. limit, "*", "op", isRemoved ? "delete" : "upsert", .. fields]);
    }

    void Gather(RedisRow row, bool isRemoved)
    {
        if (!_groups.TryGetValue(row.Key, out var group)) _groups[row.Key] = group = new(StringComparer.Ordinal);
        if (isRemoved) group.Remove(row.Member);
        else group[row.Member] = row.Values;
    }

    void Finish(RedisCommands commands, string key)
    {
        if (table.Kind == RedisKind.Json)
        {
            if (_groups[key].Count == 0) commands.Add(key, "DEL", key);
            else commands.Add(key, "SET", key, table.ArrayOf(_groups[key].Values));
            if (_groups[key].Count == 0) _groups.Remove(key);
        }
        Expire(commands, key);
    }

    void Expire(RedisCommands commands, string key)
    {
        if (ttl is { } life) commands.Add(key, "PEXPIRE", key, ((long)life.TotalMilliseconds).ToString(CultureInfo.InvariantCulture));
    }
}
