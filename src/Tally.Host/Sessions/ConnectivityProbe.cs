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
    public static async Task<SqlError?> ProblemAsync(TableDefinition table, CancellationToken cancellation)
    {
        if (table.Connector == "filesystem" && table.Options.TryGetValue("path", out var path) && !FilePaths.Exists(path, Environment.CurrentDirectory))
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
            return ("host", redis, int.TryParse(table.Options.GetValueOrDefault("port"), out var port) ? port : 6379);
        if (table.Options.TryGetValue("url", out var url) && Uri.TryCreate(url.StartsWith("jdbc:", StringComparison.Ordinal) ? url[5..] : url, UriKind.Absolute, out var uri) && uri.Host.Length > 0)
            return ("url", uri.Host, uri.Port > 0 ? uri.Port : 5432);
        if (table.Options.TryGetValue("properties.bootstrap.servers", out var servers) && servers.Split(',')[0].Split(':') is [var host, var number] && int.TryParse(number, out var kafka))
            return ("properties.bootstrap.servers", host, kafka);
        return null;
    }

    static TextSpan SpanOf(TableDefinition table, string key) => table.Statement.Options.LastOrDefault(option => option.Key.Value == key)?.Span ?? table.Statement.Name.Span;
}
