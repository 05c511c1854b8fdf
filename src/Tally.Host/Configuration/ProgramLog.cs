using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Tally.Host.Configuration;

/// <summary>The program's own log on standard error: faults of Tally, with their stacks. What users can mend is told by messages
/// instead.</summary>
static class ProgramLog
{
    /// <summary>Lets a host write its faults there, and nothing else.</summary>
    public static void Configure(ILoggingBuilder logging)
    {
        logging.ClearProviders();
        logging.SetMinimumLevel(LogLevel.Error);
        logging.AddSimpleConsole(console => console.ColorBehavior = LoggerColorBehavior.Disabled);
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }

    /// <summary>Writes down a fault outside of any host; returns when it is written.</summary>
    public static void Fault(Exception fault)
    {
        using var factory = LoggerFactory.Create(Configure);
        factory.CreateLogger("Tally").LogError(fault, "a fault of Tally: please report it with these lines");
    }
}
