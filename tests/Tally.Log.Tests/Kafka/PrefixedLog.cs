namespace Tally.Log.Tests.Kafka;

/// <summary>Gives every topic a prefix, so that tests share a broker and not their topics.</summary>
sealed class PrefixedLog(ILog log, string prefix) : ILog
{
    public TopicOptions Defaults => log.Defaults;

    public async ValueTask<IReadOnlyList<string>> ListTopicsAsync(CancellationToken cancellation = default) =>
        [
            .. (await log.ListTopicsAsync(cancellation))
                .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
                .Select(name => name[prefix.Length..]),
        ];

    public ValueTask<ITopic> OpenTopicAsync(string name, TopicOptions? options = null, CancellationToken cancellation = default)
    {
        TopicNames.Check(name);
        return log.OpenTopicAsync(prefix + name, options, cancellation);
    }

    public ValueTask DisposeAsync() => log.DisposeAsync();
}
