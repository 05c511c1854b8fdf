using System.Net.Sockets;
using Tally.Engine.Catalog;
using Tally.Engine.Connectors.Files;
using Tally.Engine.Sql;

namespace Tally.Host.Sessions;

/// <summary>Looks whether the file or address of a table can be reached.</summary>
static class ConnectivityProbe
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>What is not there, or null.</summary>
    /// <param name="isWritten">Whether rows are written to the table, which then may make its file or folder.</param>
    public static async Task<SqlError?> ProblemAsync(TableDefinition table, bool isWritten, CancellationToken cancellation)
    {
        if (!isWritten && table.Connector == "filesystem" && table.Options.TryGetValue("path", out var path) && !FilePaths.Exists(path, Environment.CurrentDirectory))
            return new(ErrorCode.Unreachable, SpanOf(table, "path"), $"table {table.Name}: there is no file or folder {path}", "relative paths start at the working directory");
        if (AddressOf(table) is not var (key, host, port)) return null;
        using var client = new TcpClient();
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timeout.CancelAfter(Patience);
        try
        {
            await client.ConnectAsync(host, port, timeout.Token);
            return null;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            return new(ErrorCode.Unreachable, SpanOf(table, key), $"table {table.Name}: nothing answers at {host}:{port}", e is SocketException ? e.Message : $"waited {Patience.TotalSeconds} s");
        }
    }

    // redis: 'host' and 'port'; jdbc: jdbc:postgresql://host:port/…; kafka: the first bootstrap server.
    static (string Key, string Host, int Port)? AddressOf(TableDefinition table)
    {
        if (table.Connector == "redis" && table.Options.TryGetValue("host", out var redis))
            return Redis(redis, int.TryParse(table.Options.GetValueOrDefault("port"), out var port) ? port : 6379);
        if (table.Options.TryGetValue("url", out var url) && Uri.TryCreate(url.StartsWith("jdbc:", StringComparison.Ordinal) ? url[5..] : url, UriKind.Absolute, out var uri) && uri.Host.Length > 0)
            return ("url", uri.Host, uri.Port > 0 ? uri.Port : 5432);
        if (table.Options.TryGetValue("properties.bootstrap.servers", out var servers) && servers.Split(',')[0].Split(':') is [var host, var number] && int.TryParse(number, out var kafka))
            return ("properties.bootstrap.servers", host, kafka);
        return null;
    }

    // One host, host:port, or a list of these (a cluster, sentinels), of which the first is asked.
    static (string, string, int)? Redis(string hosts, int port)
    {
        var first = hosts.Split(',', ';')[0].Trim();
        if (first.Contains("://", StringComparison.Ordinal)) first = first[(first.IndexOf("://", StringComparison.Ordinal) + 3)..];
        var colon = first.LastIndexOf(':');
        var isPort = colon > 0 && int.TryParse(first[(colon + 1)..], out _) && first.IndexOf(':') == colon;
        return ("host", isPort ? first[..colon] : first, isPort ? int.Parse(first[(colon + 1)..], System.Globalization.CultureInfo.InvariantCulture) : port);
    }

    static TextSpan SpanOf(TableDefinition table, string key) => table.Statement.Options.LastOrDefault(option => option.Key.Value == key)?.Span ?? table.Statement.Name.Span;
}
