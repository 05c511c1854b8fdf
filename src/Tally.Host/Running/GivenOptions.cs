namespace Tally.Host.Running;

/// <summary>Options of the command line that go before the configuration; null where nothing was given.</summary>
/// <param name="Listen">The address of page and API.</param>
/// <param name="Results">Where results are shared.</param>
sealed record GivenOptions(string? Listen, string? Results)
{
    /// <summary>As entries of the configuration.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Entries =>
        new KeyValuePair<string, string?>[] { new("Server:Listen", Listen), new("Results:Url", Results) }
            .Where(entry => entry.Value is not null);
}
