namespace Tally.Engine.Inference;

/// <summary>How far times go back behind the newest before them, file by file, and how finely they are written.</summary>
sealed class Disorder
{
    long _newestMs = long.MinValue;

    /// <summary>The greatest step back.</summary>
    public long GreatestMs { get; private set; }

    /// <summary>The digits behind the seconds that a type needs: 3, 6 or 9.</summary>
    public int Precision { get; private set; } = 3;

    public void BeginFile() => _newestMs = long.MinValue;

    public void Add((long Ms, int Digits) time)
    {
        if (_newestMs > time.Ms) GreatestMs = Math.Max(GreatestMs, _newestMs - time.Ms);
        _newestMs = Math.Max(_newestMs, time.Ms);
        Precision = Math.Max(Precision, time.Digits switch { <= 3 => 3, <= 6 => 6, _ => 9 });
    }
}
