namespace Tally.Agent.Simulation;

/// <summary>Draws ranks 0, 1, 2, … of which rank r is 1 / (r + 1)^exponent as likely as the first: few articles sell most.</summary>
public sealed class Zipf
{
    readonly double[] _cumulative;

    public Zipf(int count, double exponent)
    {
        _cumulative = new double[count];
        var sum = 0.0;
        for (var rank = 0; rank < count; rank++) _cumulative[rank] = sum += Math.Pow(rank + 1, -exponent);
    }

    public int Next(Pseudorandom random)
    {
        var index = Array.BinarySearch(_cumulative, random.NextDouble() * _cumulative[^1]);
        return index < 0 ? ~index : index;
    }
}
