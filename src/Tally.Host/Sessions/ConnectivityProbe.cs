using System.Net.Sockets;
using Tally.Engine.Catalog;
using Tally.Engine.Connectors;
using Tally.Engine.Connectors.Files;
using Tally.Engine.Sql;

namespace Tally.Host.Sessions;

/// <summary>Looks whether the files or the server of a table can be reached.</summary>
static class ConnectivityProbe
{
    static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(2);

    /// <summary>What cannot be reached, or null.</summary>
    /// <param name="isWritten">Whether rows are written to the table, which then may make its file or folder.</param>
    /// <exception cref="SqlException">The options of the table do not say where its data is.</exception>
    public static async Task<SqlError?> ProblemAsync(TableDefinition table, bool isWritten, CancellationToken cancellation) =>
        SqlSessions.Connectors.Find(table.Connector)?.EndpointOf(table) switch
        {
            FileEndpoint file => isWritten ? null : ProblemOf(table, file),
            ServerEndpoint server => await ProblemAsync(table, server, cancellation),
            _ => null,
        };

    static SqlError? ProblemOf(TableDefinition table, FileEndpoint file) => FilePaths.Exists(file.Path, Environment.CurrentDirectory) ? null
        : new(ErrorCode.Unreachable, SpanOf(table, file), $"table {table.Name}: there is no file or folder {file.Path}",
            "relative paths start at the working directory");

    static async Task<SqlError?> ProblemAsync(TableDefinition table, ServerEndpoint server, CancellationToken cancellation)
    {
        using var client = new TcpClient();
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timeout.CancelAfter(s_timeout);
        try
        {
            await client.ConnectAsync(server.Host, server.Port, timeout.Token);
            return null;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            return new(ErrorCode.Unreachable, SpanOf(table, server), $"table {table.Name}: nothing answers at {server.Host}:{server.Port}",
                e is SocketException ? e.Message : $"waited {s_timeout.TotalSeconds} s");
        }
    }

    static TextSpan SpanOf(TableDefinition table, TableEndpoint endpoint) =>
        table.Statement.Options.LastOrDefault(option => option.Key.Value == endpoint.Option)?.Span ?? table.Statement.Name.Span;
}
