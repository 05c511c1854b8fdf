using System.Globalization;
using Tally.Engine.Catalog;

namespace Tally.Results.Redis;

/// <summary>Where Redis is and how to get in.</summary>
/// <param name="Hosts">One server; or a primary and its replicas; or some nodes of a cluster; or the sentinels.</param>
public sealed record RedisOptions(IReadOnlyList<(string Host, int Port)> Hosts)
{
    const int DefaultPort = 6379;

    public string? Username { get; init; }

    public string? Password { get; init; }

    public int Database { get; init; }

    public bool UsesTls { get; init; }

    /// <summary>Whether any certificate is accepted.</summary>
    public bool TrustsAll { get; init; }

    /// <summary>A PEM file of the authorities that are trusted instead of the machine's; null: the machine's.</summary>
    public string? AuthorityFile { get; init; }

    /// <summary>The name that the sentinels know the primary by; null: the hosts are the servers themselves.</summary>
    public string? SentinelMaster { get; init; }

    public bool IsCluster { get; init; }

    /// <summary>How long a connection or an answer may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>For messages, without the password.</summary>
    public string Address => $"Redis at {string.Join(",", Hosts.Select(host => $"{host.Host}:{host.Port}"))}";

    /// <summary>host[:port], separated by commas.</summary>
    /// <exception cref="OptionException">A port is no number.</exception>
    public static IReadOnlyList<(string, int)> ParseHosts(string hosts, int defaultPort = DefaultPort) =>
        [.. hosts.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(host =>
    {
        var colon = host.LastIndexOf(':');
        if (colon < 0 || host.IndexOf(':') != colon && !host.StartsWith('[')) return (host, defaultPort);
        return int.TryParse(host.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? (host[..colon].Trim('[', ']'), port)
            : throw new OptionException($"'{host}' is no host:port");
    })];

    /// <summary>redis://[user:password@]host[:port][,host…][/database][?cluster=true&amp;sentinel=name&amp;ca=file]; rediss:// with
    /// TLS.</summary>
    /// <exception cref="OptionException">It is no such address.</exception>
    public static RedisOptions Parse(string url)
    {
        var isTls = url.StartsWith("rediss://", StringComparison.Ordinal);
        if (!isTls && !url.StartsWith("redis://", StringComparison.Ordinal))
            throw new OptionException($"the address is '{url.Split('@')[^1]}', expected redis://[user:password@]host:port[/database]");
        var (path, query) = url[(url.IndexOf("//", StringComparison.Ordinal) + 2)..].Split('?', 2) is [var before, var after]
            ? (before, after)
            : (url[(url.IndexOf("//", StringComparison.Ordinal) + 2)..], "");
        var at = path.LastIndexOf('@');
        var (login, place) = at < 0 ? ("", path) : (path[..at], path[(at + 1)..]);
        var (hosts, database) = place.Split('/', 2) is [var list, var number] ? (list, number) : (place, "");
        var (user, password) = login.Split(':', 2) is [var name, var secret] ? (name, secret) : ("", login);
        var parameters = query.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(part => part.Split('=', 2))
            .ToDictionary(part => part[0], part => Uri.UnescapeDataString(part.ElementAtOrDefault(1) ?? ""));
        return new(ParseHosts(hosts))
        {
            Username = user.Length > 0 ? Uri.UnescapeDataString(user) : null,
            Password = password.Length > 0 ? Uri.UnescapeDataString(password) : null,
            Database = database.Length == 0
                ? 0
                : int.TryParse(database, out var parsed)
                ? parsed
                : throw new OptionException($"the database is '{database}', expected a number"),
            UsesTls = isTls, IsCluster = parameters.GetValueOrDefault("cluster") == "true",
            SentinelMaster = parameters.GetValueOrDefault("sentinel"),
            AuthorityFile = parameters.GetValueOrDefault("ca"),
        };
    }
}
