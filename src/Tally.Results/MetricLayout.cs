namespace Tally.Results;

/// <summary>Where a metric stands: what @screen, @place and @hide say, or what was arranged by hand.</summary>
/// <param name="Screen">Empty: the first.</param>
/// <param name="Place">Null: where there is room.</param>
public sealed record MetricLayout(string Metric, string Screen, MetricPlace? Place, bool Hidden)
{
    /// <summary>The comments that say this.</summary>
    public IEnumerable<string> Comments
    {
        get
        {
            if (Screen.Length > 0) yield return $"-- @screen {Screen}";
            if (Place is { } place) yield return $"-- @place {place.Column} {place.Row} {place.Width} {place.Height}";
            if (Hidden) yield return "-- @hide";
        }
    }
}
