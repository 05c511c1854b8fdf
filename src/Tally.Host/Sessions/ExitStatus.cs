namespace Tally.Host.Sessions;

/// <summary>The exit statuses of all commands, with their messages on standard error.</summary>
static class ExitStatus
{
    public const int Done = 0, Failed = 1, WrongUse = 2;

    public static int Fail(string message)
    {
        Console.Error.WriteLine($"tally: {message}");
        return Failed;
    }

    public static int Wrong(string message)
    {
        Console.Error.WriteLine($"tally: {message}");
        return WrongUse;
    }
}
