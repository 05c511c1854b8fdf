using Tally.Engine.Catalog;
using Tally.Engine.Connectors.Stores;
using Tally.Engine.Connectors;
using Tally.Engine.Sql;
using Tally.Host.Configuration;
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
            return Report(e);
        }
    }

    /// <summary>Says on standard error what stopped a command; a fault of Tally itself goes into the program's log with its
    /// stack.</summary>
    public static int Report(Exception e)
    {
        Console.Error.WriteLine(Describe(e));
        if (IsFault(e)) ProgramLog.Fault(e);
        return ExitStatus.Failed;
    }

    /// <summary>What went wrong, for people; never a stack trace.</summary>
    public static string Describe(Exception e) => e switch
    {
        SqlException sql => ErrorReport.Render(sql.Errors),
        RowException row => $"{row.Location}: TLY{(int)row.Code}: {row.Message[(row.Location.Length + 2)..]}",
        _ when IsFault(e) => $"tally: this is a fault of Tally, please report it: {e.GetType().Name}: {e.Message}",
        _ => $"tally: {e.Message}",
    };

    // Everything that users, disks and networks do has a type of its own; what has none is ours.
    static bool IsFault(Exception e) =>
        e is not (SqlException or RowException or OptionException or ConfigurationException or StoreException
        or LogException or IOException or InvalidDataException or UnauthorizedAccessException);

    // The message of EPIPE; the platform gives no better sign.
    static bool IsClosedPipe(IOException e) =>
        (e.HResult & 0xFFFF) is 32 or 109 or 232 || e.Message.Contains("Broken pipe", StringComparison.OrdinalIgnoreCase);
}
