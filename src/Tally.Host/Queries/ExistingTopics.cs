using Tally.Log;

namespace Tally.Host.Queries;

/// <summary>A log of which only the topics that exist can be opened, as they are: a query neither makes nor changes any.</summary>
sealed class ExistingTopics(ILog log) : ILog
{
    public ValueTask<IReadOnlyList<string>> ListTopicsAsync(CancellationToken cancellation = default) => log.ListTopicsAsync(cancellation);

    public async ValueTask<ITopic> OpenTopicAsync(string name, TopicOptions? options = null, CancellationToken cancellation = default)
    {
        var known = await log.ListTopicsAsync(cancellation);
        return known.Contains(name) ? await log.OpenTopicAsync(name, cancellation: cancellation)
            : throw new LogException(LogErrorKind.Invalid, $"there is no topic '{name}' yet; known are: {string.Join(", ", known)}");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
