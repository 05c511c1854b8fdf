using System.Buffers;

namespace Tally.Log;

/// <summary>The rule for topic names, the same for every backend: what Kafka allows, and no hidden file.</summary>
public static class TopicNames
{
    const int MaxLength = 200;

    static readonly SearchValues<char> Allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-");

    /// <summary>Refuses a name that is not valid.</summary>
    /// <exception cref="LogException">With <see cref="LogErrorKind.Invalid"/>.</exception>
    public static void Check(string name)
    {
        if (name.Length is 0 or > MaxLength || name[0] == '.' || name.AsSpan().ContainsAnyExcept(Allowed))
            throw new LogException(LogErrorKind.Invalid,
                $"The topic name '{name}' is not valid: 1 to {MaxLength} letters, digits, '.', '_' and '-', and no '.' at the start.");
    }
}
