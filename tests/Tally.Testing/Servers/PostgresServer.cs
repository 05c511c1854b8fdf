using Npgsql;
using Tally.Testing.Files;

namespace Tally.Testing.Servers;

/// <summary>A PostgreSQL of a test, with its own data directory; it runs as the user postgres where the test runs as root, which PostgreSQL
/// refuses.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    public const string Password = "s3cret pass";

    readonly ScratchFolder _folder = new();
    readonly ServerProcess _process = new();
    readonly bool _isRoot = Environment.UserName == "root";
    readonly string _programs;

    PostgresServer(string programs) => _programs = programs;

    public int Port { get; } = ServerProcess.FreePort();

    public string Url => $"jdbc:postgresql://127.0.0.1:{Port}/postgres";

    /// <summary>The options of a table that say where the server is.</summary>
    public string Options => $"'connector' = 'jdbc', 'url' = '{Url}', 'username' = 'postgres', 'password' = '{Password}'";

    /// <summary>Skips the test where PostgreSQL is not installed. The server is not started yet.</summary>
    public static async Task<PostgresServer> CreateAsync()
    {
        var programs = Directory.Exists("/usr/lib/postgresql")
            ? Directory
                .GetDirectories("/usr/lib/postgresql")
                .Select(version => Path.Combine(version, "bin"))
                .LastOrDefault(bin => File.Exists(Path.Combine(bin, "postgres")))
            : null;
        Assert.SkipWhen(programs is null, "PostgreSQL is not installed");
        var server = new PostgresServer(programs!);
        await File.WriteAllTextAsync(server._folder["password"], Password);
        if (server._isRoot)
            await ServerProcess.RunAsync("chown", "postgres", server._folder.Path, server._folder["password"]);
        await server.RunAsync(
            "initdb",
            "-D",
            server._folder["data"],
            "-U",
            "postgres",
            "-A",
            "scram-sha-256",
            "--pwfile",
            server._folder["password"],
            "-E",
            "UTF8",
            "--no-sync",
            "--locale=C"
        );
        return server;
    }

    public static async Task<PostgresServer> StartAsync()
    {
        var server = await CreateAsync();
        await server.StartServerAsync();
        return server;
    }

    /// <summary>One that speaks TLS too; its key must be its own file.</summary>
    public static async Task<PostgresServer> StartWithTlsAsync(string certificateFile, string keyFile)
    {
        var server = await CreateAsync();
        foreach (var (from, to) in new[] { (certificateFile, "server.crt"), (keyFile, "server.key") })
        {
            var copy = Path.Combine(server._folder["data"], to);
            File.Copy(from, copy);
            await ServerProcess.RunAsync("chmod", "600", copy);
            if (server._isRoot) await ServerProcess.RunAsync("chown", "postgres", copy);
        }
        await server.StartServerAsync("-c", "ssl=on");
        return server;
    }

    public async Task StartServerAsync(params string[] more)
    {
        File.Delete(Path.Combine(_folder["data"], "postmaster.pid"));
        string[] arguments =
            [
                Path.Combine(_programs, "postgres"),
                "-D",
                _folder["data"],
                "-p",
                $"{Port}",
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                $"unix_socket_directories={_folder.Path}",
                "-c",
                "fsync=off",
                .. more,
            ];
        _process.Start(_isRoot ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", .. arguments] : arguments);
        await ServerProcess.WaitForAsync(async () => await (await OpenAsync()).DisposeAsync());
    }

    /// <summary>kill -9 of the server and all its sessions.</summary>
    public Task KillAsync() => _process.KillAsync();

    /// <summary>Stops all sessions with SIGSTOP, or lets them go on.</summary>
    public async Task PauseAsync(bool isPaused)
    {
        foreach (var child in Directory.GetDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out _)))
            if (IsChild(child!)) await ServerProcess.RunAsync("kill", isPaused ? "-STOP" : "-CONT", child!);
    }

    public async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection(
            $"Host=127.0.0.1;Port={Port};Username=postgres;Password={Password};Database=postgres;Timeout=3;Pooling=false"
        );
        await connection.OpenAsync();
        return connection;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Gives the user its password back.</summary>
    public async Task ResetPasswordAsync(string current)
    {
        await using var connection = new NpgsqlConnection(
            $"Host=127.0.0.1;Port={Port};Username=postgres;Password={current};Database=postgres;Timeout=3;Pooling=false"
        );
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"ALTER USER postgres PASSWORD '{Password}'", connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The rows of a query as CSV lines, sorted; none while a sink has not created the table yet.</summary>
    public async Task<List<string>> RowsAsync(string sql)
    {
        try
        {
            var rows = await LinesAsync(sql);
            rows.Sort(StringComparer.Ordinal);
            return rows;
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            return [];
        }
    }

    /// <summary>The rows of a query as CSV lines.</summary>
    public async Task<List<string>> LinesAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
            rows.Add(
                string.Join(
                    ',',
                    Enumerable
                        .Range(0, reader.FieldCount)
                        .Select(i => reader.IsDBNull(i) ? "" : FormattableString.Invariant($"{reader.GetValue(i)}"))
                )
            );
        return rows;
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Dispose();
    }

    Task RunAsync(string program, params string[] arguments) =>
        _isRoot
            ? ServerProcess.RunAsync(
                "setpriv",
                ["--reuid=postgres", "--regid=postgres", "--clear-groups", Path.Combine(_programs, program), .. arguments]
            )
            : ServerProcess.RunAsync(Path.Combine(_programs, program), arguments);

    // The sessions of a server are its children; their working directory is its data directory.
    bool IsChild(string process)
    {
        try
        {
            return new FileInfo($"/proc/{process}/cwd").LinkTarget == _folder["data"];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
