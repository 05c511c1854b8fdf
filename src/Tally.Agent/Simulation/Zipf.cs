namespace Tally.Agent.Simulation;

/// <summary>Ranks 0, 1, 2, … of which rank r is 1 / (r + 1)^exponent as likely as the first: few articles sell most.</summary>
sealed class Zipf
{
    const int Marks = 4096;

    readonly double[] _cumulative;

    // For each of some evenly spread shares the rank there, where the search for a share behind it may start.
    readonly int[] _marks = new int[Marks];

    public Zipf(int count, double exponent)
    {
        _cumulative = new double[count];
        var sum = 0.0;
        for (var rank = 0; rank < count; rank++) _cumulative[rank] = sum += Math.Pow(rank + 1, -exponent);
        for (var mark = 1; mark < Marks; mark++)
        {
            var rank = _marks[mark - 1];
            while (_cumulative[rank] < (double)mark / Marks * sum) rank++;
            _marks[mark] = rank;
        }
    }

    /// <summary>The rank at a share of all draws, from 0 up to, not including, 1.</summary>
    public int At(double share)
    {
        var sought = share * _cumulative[^1];
        var rank = _marks[(int)(share * Marks)];
        // A step back, since the mark was computed by another multiplication.
        while (rank > 0 && _cumulative[rank - 1] >= sought) rank--;
        while (_cumulative[rank] < sought) rank++;
        return rank;
    }
}
