using System.Globalization;

namespace Tally.Results.Redis;

/// <summary>Sends commands to where they belong: the server, the primary that the sentinels name, or the nodes of a cluster.</summary>
sealed class RedisClient(RedisOptions options) : IAsyncDisposable
{
    readonly Dictionary<(string Host, int Port), RedisConnection> _connections = [];
    (string Host, int Port)[]? _nodes;

    /// <summary>Grows whenever a connection is opened: what was sent over the last one may be lost.</summary>
    public int Generation { get; private set; }

    public string Address => options.Address;

    /// <summary>The primaries of a cluster with the first of their slots; else one entry.</summary>
    public IReadOnlyList<int> FirstSlots { get; private set; } = [0];

    /// <summary>Sends commands and gives their answers in order.</summary>
    /// <exception cref="RedisException">A connection failed, or a node is not the right one any more.</exception>
    public async Task<RedisReply[]> SendAsync(RedisCommands commands, CancellationToken cancellation)
    {
        if (commands.Count == 0) return [];
        try
        {
            _nodes ??= await FindNodesAsync(cancellation);
            var replies = _nodes.Length == 1
                ? await (await ConnectAsync(_nodes[0], false, cancellation)).SendAsync(commands.All, commands.Count, cancellation)
                : await SpreadAsync(_nodes, commands, cancellation);
            if (replies.FirstOrDefault(reply => IsMoved(reply.Error)) is { } moved)
                throw new RedisException($"{Address}: {moved.Error}", false);
            return replies;
        }
        catch (RedisException error) when (!error.IsConnected)
        {
            await CloseAsync();
            throw;
        }
    }

    // To each node of a cluster its own.
    async Task<RedisReply[]> SpreadAsync((string Host, int Port)[] nodes, RedisCommands commands, CancellationToken cancellation)
    {
        var replies = new RedisReply[commands.Count];
        foreach (var node in Enumerable.Range(0, commands.Count).GroupBy(command => nodes[commands.SlotOf(command)]))
        {
            var chosen = node.ToList();
            var connection = await ConnectAsync(node.Key, false, cancellation);
            var answers = await connection.SendAsync(commands.Of(chosen), chosen.Count, cancellation);
            for (var i = 0; i < chosen.Count; i++) replies[chosen[i]] = answers[i];
        }
        return replies;
    }

    public async ValueTask DisposeAsync() => await CloseAsync();

    // The roles of the servers have changed: they are asked anew.
    static bool IsMoved(string? error) =>
        error is not null && (error.StartsWith("MOVED", StringComparison.Ordinal) || error.StartsWith("ASK", StringComparison.Ordinal)
        || error.StartsWith("READONLY", StringComparison.Ordinal) || error.StartsWith("CLUSTERDOWN", StringComparison.Ordinal)
        || error.StartsWith("TRYAGAIN", StringComparison.Ordinal)
        || error.StartsWith("LOADING", StringComparison.Ordinal) || error.StartsWith("MASTERDOWN", StringComparison.Ordinal));

    async Task<(string, int)[]> FindNodesAsync(CancellationToken cancellation)
    {
        if (options.SentinelMaster is { } name) return [await FirstAsync(host => AskSentinelAsync(host, name, cancellation), cancellation)];
        if (options.IsCluster) return await FirstAsync(host => AskClusterAsync(host, cancellation), cancellation);
        return [options.Hosts.Count == 1 ? options.Hosts[0] : await FirstAsync(host => AskRoleAsync(host, cancellation), cancellation)];
    }

    async Task<T> FirstAsync<T>(Func<(string, int), Task<T>> ask, CancellationToken cancellation)
    {
        var reasons = new List<string>();
        foreach (var host in options.Hosts)
        {
            try
            {
                return await ask(host);
            }
            catch (RedisException error)
            {
                reasons.Add(error.Message);
                cancellation.ThrowIfCancellationRequested();
            }
        }
        throw new RedisException(string.Join("; ", reasons), false);
    }

    async Task<(string, int)> AskSentinelAsync((string Host, int Port) host, string name, CancellationToken cancellation)
    {
        var reply = await AskAsync(host, true, cancellation, "SENTINEL", "get-master-addr-by-name", name);
        if (reply.Items is not [{ Text: { } primary }, { Text: { } port }])
            throw new RedisException($"the sentinel at {host.Host}:{host.Port} knows no '{name}'", false);
        return await AskRoleAsync((primary, int.Parse(port, CultureInfo.InvariantCulture)), cancellation);
    }

    async Task<(string, int)> AskRoleAsync((string Host, int Port) host, CancellationToken cancellation)
    {
        var reply = await AskAsync(host, false, cancellation, "ROLE");
        return reply.Items is [{ Text: "master" }, ..] ? host : throw new RedisException($"{host.Host}:{host.Port} is a replica", false);
    }

    async Task<(string, int)[]> AskClusterAsync((string Host, int Port) host, CancellationToken cancellation)
    {
        var reply = await AskAsync(host, false, cancellation, "CLUSTER", "SLOTS");
        var nodes = new (string, int)[RedisSlots.Count];
        foreach (var range in reply.Items ?? [])
        {
            if (range.Items is not [var first, var last, { Items: [var node, var port, ..] }, ..]) continue;
            Array.Fill(nodes, (node.Text is { Length: > 0 } name ? name : host.Host, (int)port.Number), (int)first.Number,
                (int)(last.Number - first.Number + 1));
        }
        var uncovered = Array.FindIndex(nodes, node => node.Item1 is null);
        if (uncovered >= 0) throw new RedisException($"no node of the cluster has slot {uncovered}", false);
        FirstSlots = [.. Enumerable.Range(0, nodes.Length).GroupBy(slot => nodes[slot]).Select(slots => slots.First())];
        return nodes;
    }

    async Task<RedisReply> AskAsync((string Host, int Port) host, bool isSentinel, CancellationToken cancellation, params string[] command)
    {
        var commands = new RedisCommands();
        commands.Add("", command);
        var connection = await ConnectAsync(host, isSentinel, cancellation);
        var reply = (await connection.SendAsync(commands.All, 1, cancellation))[0];
        return reply.Error is { } error ? throw new RedisException($"{host.Host}:{host.Port}: {error}", false) : reply;
    }

    async Task<RedisConnection> ConnectAsync((string Host, int Port) host, bool isSentinel, CancellationToken cancellation)
    {
        if (_connections.TryGetValue(host, out var known)) return known;
        var connection = _connections[host] = await RedisConnection.OpenAsync(host.Host, host.Port,
            isSentinel ? options with { Username = null, Password = null } : options, isSentinel, cancellation);
        Generation++;
        return connection;
    }

    async Task CloseAsync()
    {
        foreach (var connection in _connections.Values) await connection.DisposeAsync();
        _connections.Clear();
        _nodes = null;
    }
}
