using Tally.Engine.Connectors;
using Tally.Engine.Connectors.Stores;
using Tally.Engine.Sql;
using Tally.Log;

namespace Tally.Host.Sessions;

/// <summary>Turns what stops a command into a message and an exit status.</summary>
static class Failures
{
    /// <summary>Runs an action: 0 when it ends or nobody reads its output any more, 1 with a message when it fails.</summary>
    public static async Task<int> CatchAsync(Func<Task> act)
    {
        try
        {
            await act();
            return ExitStatus.Done;
        }
        catch (OperationCanceledException)
        {
            return ExitStatus.Failed;
        }
        catch (IOException e) when (IsClosedPipe(e))
        {
            return ExitStatus.Done;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            await Console.Error.WriteLineAsync(Describe(e));
            return ExitStatus.Failed;
        }
    }

    /// <summary>What went wrong, for people; never a stack trace.</summary>
    public static string Describe(Exception e) => e switch
    {
        SqlException sql => ErrorReport.Render(sql.Errors),
        RowException row => $"{row.Location}: TLY{(int)row.Code}: {row.Message[(row.Location.Length + 2)..]}",
        StoreException or FileNotFoundException or ArgumentException or IOException or InvalidDataException or UnauthorizedAccessException or LogException => $"tally: {e.Message}",
        _ => $"tally: this is a fault of Tally, please report it: {e.GetType().Name}: {e.Message}{(Environment.GetEnvironmentVariable("TALLY_TRACE") is null ? "" : "\n" + e.StackTrace)}",
    };

    // The message of EPIPE; the platform gives no better sign.
    static bool IsClosedPipe(IOException e) => (e.HResult & 0xFFFF) is 32 or 109 or 232 || e.Message.Contains("Broken pipe", StringComparison.OrdinalIgnoreCase);
}
