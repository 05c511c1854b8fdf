namespace Tally.Engine.Sql;

/// <summary>Finds the name that was probably meant: the nearest by edits, exchanged neighbors counting as one, case as almost
/// nothing.</summary>
public static class NearNames
{
    const int LongestName = 80;

    /// <summary>The hint "did you mean `amount`?" for a name that is not known, or null when none is near.</summary>
    public static string? Hint(string name, IEnumerable<string> known) =>
        Nearest(name, known) is { } near ? $"did you mean {ReservedWords.Quote(near)}?" : null;

    /// <summary>The same for a key or value that stands in quotes.</summary>
    public static string? HintQuoted(string text, IEnumerable<string> known) =>
        Nearest(text, known) is { } near ? $"did you mean '{near}'?" : null;

    /// <summary>The nearest of the known names, or null when all are too far away.</summary>
    public static string? Nearest(string name, IEnumerable<string> known)
    {
        if (name.Length is 0 or > LongestName) return null;
        string? best = null;
        var bestScore = 2 * Math.Max(1, (name.Length + 1) / 3) + 1;
        foreach (var candidate in known)
        {
            if (candidate.Length > LongestName || candidate == name) continue;
            var score = Score(name, candidate);
            if (score >= bestScore) continue;
            (best, bestScore) = (candidate, score);
        }
        return best;
    }

    /// <summary>Twice the number of edits, plus one when the case differs.</summary>
    static int Score(string name, string candidate)
    {
        var edits = Distance(name.ToUpperInvariant(), candidate.ToUpperInvariant());
        return edits == 0 ? 1 : 2 * edits;
    }

    /// <summary>Damerau-Levenshtein distance (optimal string alignment) in three rows.</summary>
    public static int Distance(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        int[] before = new int[b.Length + 1], last = new int[b.Length + 1], row = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++) last[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var change = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                row[j] = Math.Min(change, Math.Min(last[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) row[j] = Math.Min(row[j], before[j - 2] + 1);
            }
            (before, last, row) = (last, row, before);
        }
        return last[b.Length];
    }
}
