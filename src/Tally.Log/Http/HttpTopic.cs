namespace Tally.Log.Http;

/// <summary>A topic of another Tally, seen as one partition.</summary>
sealed class HttpTopic(string name, HttpPartition partition) : ITopic
{
    public string Name => name;

    public IReadOnlyList<IPartition> Partitions { get; } = [partition];
}
