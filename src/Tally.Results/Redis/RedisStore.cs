using System.Globalization;
using Tally.Engine.Columns;
using Tally.Engine.Connectors.Stores;

namespace Tally.Results.Redis;

// Rows in Redis.
//
// Redis may forget: a restart without a file, a fail-over to a replica that lags, FLUSHALL. So every table leaves a mark there, and when
// the mark is gone, or
// the connection was, all rows that are remembered are written again. Values are absolute, so nothing is counted twice.
//
// A row that was stored after the newest checkpoint may never appear again when the engine goes back to it (somebody left the top ten
// meanwhile). Such rows
// are noted in a hash beside the mark until a checkpoint has them; after a restart, those that were not written again are taken away.

/// <summary>Stores rows in Redis.</summary>
sealed class RedisStore(RedisOptions options, RedisTable table, RedisRows rows) : IRowStore
{
    readonly RedisClient _client = new(options);
    readonly string _id = $"tally:sink:{table.Name}";
    readonly List<(string Row, long Checkpoint)> _noted = [];
    readonly RedisCommands _commands = new();
    HashSet<string>? _unconfirmed;
    bool _isLive;
    int _generation;
    long _errorCount;
    string? _lastError;

    public string? Notice =>
        rows.InexactCount > 0
            ? $"{rows.InexactCount} scores of {table.Name} have more digits than a double holds: the exact values are in KEY:exact"
        : rows.RefusedCount > 0
        ? $"{rows.RefusedCount} rows of {table.Name} have no score that Redis can hold (NULL or NaN) and were left out"
        : _errorCount > 0 ? $"{_errorCount} commands were refused by {_client.Address}; the last: {_lastError}" : null;

    public long RefusedCount => rows.RefusedCount + _errorCount;

    public ValueTask<bool> PrepareAsync(CancellationToken cancellation) => TryAsync(async () =>
    {
        var commands = new RedisCommands();
        foreach (var slot in _client.FirstSlots) commands.Add(MarkOf(slot), "GET", MarkOf(slot));
        var answers = await _client.SendAsync(commands, cancellation);
        var isLost = _client.Generation != _generation || answers.Length != _client.FirstSlots.Count
            || answers.Any(answer => answer.Error is not null || answer.Bytes is null);
        if (_unconfirmed is null) await ReadNotedAsync(cancellation);
        _generation = _client.Generation;
        return isLost;
    });

    public async ValueTask StoreAsync(Batch batch, StoreMark mark, CancellationToken cancellation) => await TryAsync(async () =>
    {
        var commands = _commands;
        commands.Clear();
        _isLive = mark.Checkpoint != StoreMark.NoCheckpoint;
        if (_isLive && table.Kind is not (RedisKind.Stream or RedisKind.Json)) Note(commands, batch, mark.Checkpoint);
        rows.Add(commands, batch);
        Check(commands, await _client.SendAsync(commands, cancellation));
        return true;
    });

    public async ValueTask SettleAsync(CancellationToken cancellation) => await TryAsync(async () =>
    {
        var commands = new RedisCommands();
        foreach (var row in _isLive ? _unconfirmed ?? [] : [])
        {
            var (key, member) = row.Split('\0') is [var first, var second] ? (first, second) : (row, "");
            rows.Remove(commands, key, member);
            commands.Add(NotedKey, "HDEL", NotedKey, row);
        }
        foreach (var slot in _client.FirstSlots) commands.Add(MarkOf(slot), "SET", MarkOf(slot), "1");
        Check(commands, await _client.SendAsync(commands, cancellation));
        _unconfirmed = [];
        return true;
    });

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    string NotedKey => $"{{{_id}}}:noted";

    // A key in the slot of a node: each has a mark of its own.
    string MarkOf(int slot) => _client.FirstSlots.Count == 1 ? $"{{{_id}}}:mark" : $"{{{TagOf(slot)}}}:{_id}:mark";

    static string TagOf(int slot)
    {
        for (var i = 0; ; i++)
            if (RedisSlots.Of(i.ToString(CultureInfo.InvariantCulture)) == slot) return i.ToString(CultureInfo.InvariantCulture);
    }

    // New rows are noted before they are written, and forgotten when a checkpoint has them.
    void Note(RedisCommands commands, Batch batch, long checkpoint)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            if (batch.IsRetraction(i) || batch.Kind(i) != ChangeKind.Insert && _unconfirmed is not { Count: > 0 }) continue;
            var row = table.RowOf(batch, i);
            var name = $"{row.Key}\0{row.Member}";
            _unconfirmed?.Remove(name);
            if (batch.Kind(i) != ChangeKind.Insert) continue;
            commands.Add(NotedKey, "HSET", NotedKey, name, checkpoint.ToString(CultureInfo.InvariantCulture));
            _noted.Add((name, checkpoint));
        }
        var old = _noted.TakeWhile(noted => noted.Checkpoint < checkpoint).Select(noted => noted.Row).ToList();
        if (old.Count == 0) return;
        commands.Add(NotedKey, ["HDEL", NotedKey, .. old]);
        _noted.RemoveRange(0, old.Count);
    }

    async Task ReadNotedAsync(CancellationToken cancellation)
    {
        var commands = new RedisCommands();
        commands.Add(NotedKey, "HKEYS", NotedKey);
        _unconfirmed = [.. (await _client.SendAsync(commands, cancellation))[0].Items?.Select(item => item.Text!) ?? []];
    }

    // A full server or a missing right holds up all rows; a key of another type only its own.
    void Check(RedisCommands commands, RedisReply[] answers)
    {
        foreach (var answer in answers)
        {
            if (answer.Error is not { } error) continue;
            if (!error.StartsWith("WRONGTYPE", StringComparison.Ordinal)) throw new RedisException(error, true);
            _errorCount++;
            _lastError = error;
        }
    }

    async ValueTask<bool> TryAsync(Func<Task<bool>> act)
    {
        try
        {
            return await act();
        }
        catch (RedisException error)
        {
            throw new StoreException($"{_client.Address}: {error.Message}{Advice(error.Message)}", error);
        }
    }

    static string Advice(string message) => message switch
    {
        _ when message.StartsWith("OOM", StringComparison.Ordinal) => ": raise maxmemory, or give the table a 'ttl'",
        _ when message.StartsWith("NOPERM", StringComparison.Ordinal) => ": grant the user the command and the keys",
        _ when message.Contains("refused", StringComparison.Ordinal) => ": is the server running, and does 'host' name it?",
        _ => "",
    };
}
