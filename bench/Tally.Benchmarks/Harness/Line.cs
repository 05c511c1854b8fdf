namespace Tally.Benchmarks.Harness;

/// <summary>One thing that is measured, in a process of its own.</summary>
/// <param name="Name">"item/line"; the item groups lines in the results.</param>
/// <param name="What">The words of its row when it cannot be measured.</param>
/// <param name="Measure">Measures and emits figures; throws <see cref="NotPossibleException"/> with the reason when this machine
/// cannot.</param>
sealed record Line(string Name, string What, Func<LineContext, Task> Measure)
{
    public string Item => Name[..Name.IndexOf('/')];

    /// <summary>The cores that the process may use; null: all.</summary>
    public string? Cores { get; init; }

    /// <summary>How many figures of full length it measures, for its time limit.</summary>
    public double Length { get; init; } = 1;
}

/// <summary>What a line may use.</summary>
/// <param name="Seconds">The measured time of a figure.</param>
/// <param name="Folder">Inputs that several lines share; deleted at the end of all.</param>
/// <param name="Emit">Takes a figure.</param>
sealed record LineContext(double Seconds, string Folder, Action<Figure> Emit)
{
    /// <summary>A share of a number that is meant for figures of 30 s.</summary>
    public long Scaled(long count, long least = 1) => Math.Max(least, (long)(count * Math.Min(1, Seconds / 30)));

    /// <summary>An empty folder of this line alone.</summary>
    public string Fresh(string name)
    {
        var path = Path.Combine(Folder, name);
        if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
        Directory.CreateDirectory(path);
        return path;
    }
}

/// <summary>A line that this machine cannot measure, with the reason.</summary>
sealed class NotPossibleException(string message) : Exception(message);
