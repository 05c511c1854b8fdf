using Npgsql;
using Tally.Engine.Catalog;
using Tally.Engine.Connectors;

namespace Tally.Results.Postgres;

/// <summary>Where a PostgreSQL database is, as JDBC writes it: jdbc:postgresql://host:port/database?sslmode=require.</summary>
public static class PostgresAddress
{
    public const string Scheme = "jdbc:postgresql://";

    const int DefaultPort = 5432;

    // What Npgsql takes at most.
    const int MaxConnectSeconds = 1024;

    /// <summary>The connection string of Npgsql.</summary>
    /// <exception cref="OptionException">It is no such address; the message says what was expected.</exception>
    public static string Parse(string url, string? username = null, string? password = null)
    {
        if (!url.StartsWith(Scheme, StringComparison.Ordinal) || !Uri.TryCreate(url["jdbc:".Length..], UriKind.Absolute, out var uri)
            || uri.Host.Length == 0 || uri.AbsolutePath.Length < 2)
            throw new OptionException($"the address is '{Hidden(url)}', expected {Scheme}host:port/database");
        var builder = new NpgsqlConnectionStringBuilder
        {
            Host = uri.Host, Port = PortOf(uri), Database = Uri.UnescapeDataString(uri.AbsolutePath[1..]), ApplicationName = "tally",
            Timeout = 5, CommandTimeout = 15, CancellationTimeout = 1000, Pooling = false, Enlist = false, IncludeErrorDetail = true,
        };
        foreach (var part in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)) Apply(builder, part);
        if (username is not null) builder.Username = username;
        if (password is not null) builder.Password = password;
        return builder.ConnectionString;
    }

    /// <summary>The server of an address that an option names; null when it names none.</summary>
    internal static ServerEndpoint? EndpointOf(string option, string url) =>
        url.StartsWith(Scheme, StringComparison.Ordinal) && Uri.TryCreate(url["jdbc:".Length..], UriKind.Absolute, out var uri)
            && uri.Host.Length > 0 ? new(option, uri.Host, PortOf(uri)) : null;

    static int PortOf(Uri uri) => uri.Port > 0 ? uri.Port : DefaultPort;

    /// <summary>The address for messages: host, port and database, never the password.</summary>
    public static string Describe(string connectionString)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        return $"PostgreSQL at {builder.Host}:{builder.Port}/{builder.Database}";
    }

    static void Apply(NpgsqlConnectionStringBuilder builder, string part)
    {
        var (key, value) = part.Split('=', 2) is [var name, var text] ? (name, Uri.UnescapeDataString(text)) : (part, "");
        switch (key)
        {
            case "user": builder.Username = value; break;
            case "password": builder.Password = value; break;
            case "ssl": builder.SslMode = value is "false" ? SslMode.Disable : SslMode.Require; break;
            case "sslmode":
                builder.SslMode = Enum.TryParse<SslMode>(value.Replace("-", ""), true, out var mode)
                    ? mode
                    : throw new OptionException($"sslmode is '{value}', expected disable, prefer, require, verify-ca or verify-full");
                break;
            case "sslrootcert": builder.RootCertificate = value; break;
            case "currentSchema": builder.SearchPath = value; break;
            case "connectTimeout" or "loginTimeout": builder.Timeout = Seconds(key, value, MaxConnectSeconds); break;
            case "socketTimeout": builder.CommandTimeout = Seconds(key, value, int.MaxValue); break;
            case "ApplicationName": builder.ApplicationName = value; break;
            case "reWriteBatchedInserts" or "stringtype" or "prepareThreshold" or "tcpKeepAlive": break;
            default:
                throw new OptionException(
                    $"the address has the parameter '{key}', known are user, password, ssl, sslmode, sslrootcert, currentSchema, "
                        + "connectTimeout, socketTimeout, ApplicationName");
        }
    }

    static int Seconds(string key, string value, int max) => int.TryParse(value, out var seconds) && seconds >= 0 && seconds <= max
        ? seconds
        : throw new OptionException($"{key} is '{value}', expected whole seconds from 0 to {max}");

    static string Hidden(string url) => url.Split('?')[0];
}
