using System.Net.Sockets;
using Npgsql;
using Tally.Engine.Connectors.Stores;

namespace Tally.Results.Postgres;

/// <summary>A value that PostgreSQL has no place for; its row is left out.</summary>
sealed class UnstorableException(string message) : Exception(message);

/// <summary>Says what PostgreSQL's errors mean for an operator.</summary>
static class PostgresFailures
{
    /// <summary>Whether it is the connection, the server or a command that failed, not this program.</summary>
    public static bool IsOfServer(Exception error) =>
        error is NpgsqlException or SocketException or IOException or TimeoutException or InvalidOperationException { Source: "Npgsql" };

    /// <summary>Whether the server refuses a value, which trying again does not change.</summary>
    public static bool IsOfData(Exception error) =>
        error is PostgresException { SqlState: [('2'), ('2' or '3'), ..] } or UnstorableException;

    public static StoreException Of(Exception error, string address, PostgresTable? table)
    {
        var reason = error is PostgresException answer
            ? $"{answer.MessageText} ({answer.SqlState})"
            : error.InnerException is { } inner and (SocketException or TimeoutException)
            ? inner.Message
            : error.Message;
        var advice = (error as PostgresException)?.SqlState switch
        {
            "28P01" or "28000" => ": check 'username' and 'password'",
            "3D000" => ": create the database, or check 'url'",
            "42P01" => table is null ? "" : $": create it, or SET 'tally.create-tables' = 'true'; tally check shows the statement",
            "42P10" => table is null ? "" : $": the table needs the primary key of the SQL table; tally check shows the statement",
            "42703" or "42804" => ": the table's columns are not those of the SQL table; tally check shows the statement",
            "42501" => ": grant the user what it needs",
            "53100" => ": free some disk",
            null when IsOfTls(error) => ": check sslmode and sslrootcert in 'url', and the host name in the server's certificate",
            null => ": is the server running, and does 'url' name it?",
            _ => "",
        };
        return new($"{address}: {reason}{advice}", error);
    }

    static bool IsOfTls(Exception error) =>
        error.InnerException is System.Security.Authentication.AuthenticationException
            or System.Security.Cryptography.CryptographicException || error.Message.Contains("SSL", StringComparison.Ordinal);
}
