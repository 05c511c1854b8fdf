namespace Tally.Log.Kafka.Native;

/// <summary>Turns what a client throws while it is made into errors of the log.</summary>
static class ClientGuard
{
    /// <summary>Makes a client; a property that librdkafka does not know or take is named.</summary>
    /// <exception cref="LogException">The native library is missing or a property is wrong.</exception>
    public static T Make<T>(Func<T> make)
    {
        NativeClient.Require();
        try
        {
            return make();
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException)
        {
            throw Refused(error.Message, error);
        }
    }

    /// <summary>The error about properties that a client does not take.</summary>
    public static LogException Refused(string reason, Exception? inner = null) =>
        new(LogErrorKind.Invalid,
            $"The Kafka client refuses its properties: {reason.TrimEnd('.')}. Check 'properties.*' of the table, or the file that "
                + $"Kafka:PropertiesFile names.", inner);
}
