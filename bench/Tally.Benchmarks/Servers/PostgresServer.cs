using Npgsql;
using Tally.Benchmarks.Harness;
using Tally.Testing.Servers;

namespace Tally.Benchmarks.Servers;

/// <summary>One PostgreSQL for a measurement with its defaults, commits flushed to disk; it runs as the user postgres where this process is
/// root's, which PostgreSQL refuses.</summary>
sealed class PostgresServer : IAsyncDisposable
{
    readonly int _port;

    PostgresServer(MeasuredServer process, int port) => (Process, _port) = (process, port);

    public MeasuredServer Process { get; }

    /// <summary>The options of a table that say where it is.</summary>
    public string Options =>
        $"'connector' = 'jdbc', 'url' = 'jdbc:postgresql://127.0.0.1:{_port}/postgres', 'username' = 'postgres', 'password' = 'none'";

    public static async Task<PostgresServer> StartAsync(string folder)
    {
        var programs = Directory.Exists("/usr/lib/postgresql")
            ? Directory
                .GetDirectories("/usr/lib/postgresql")
                .Select(version => Path.Combine(version, "bin"))
                .LastOrDefault(bin => File.Exists(Path.Combine(bin, "postgres")))
            : null;
        if (programs is null)
            throw new NotPossibleException("PostgreSQL is not installed (Debian: postgresql)");
        string[] user = Environment.UserName == "root" ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] : [];
        if (user.Length > 0) await Tool.RunAsync("chown", ["postgres", folder]);
        var (port, data) = (ServerProcess.FreePort(), Path.Combine(folder, "data"));
        string[] create =
            [
                .. user,
                Path.Combine(programs, "initdb"),
                "-D",
                data,
                "-U",
                "postgres",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--no-sync",
                "--locale=C",
            ];
        await Tool.RunAsync(create[0], create[1..]);
        string[] start =
            [
                .. user,
                Path.Combine(programs, "postgres"),
                "-D",
                data,
                "-p",
                $"{port}",
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                $"unix_socket_directories={folder}",
            ];
        return new(await MeasuredServer.StartAsync(port, start, Path.Combine(folder, "postgres.log"), "QUIT"), port);
    }

    /// <summary>An open connection; it is tried again while the server still starts.</summary>
    public async Task<NpgsqlConnection> OpenAsync()
    {
        for (var tries = 0; ; tries++)
        {
            var connection = new NpgsqlConnection($"Host=127.0.0.1;Port={_port};Username=postgres;Database=postgres;Pooling=false");
            try
            {
                await connection.OpenAsync();
                return connection;
            }
            catch (NpgsqlException) when (tries < 100)
            {
                await connection.DisposeAsync();
                await Task.Delay(100);
            }
        }
    }

    public ValueTask DisposeAsync() => Process.DisposeAsync();
}
