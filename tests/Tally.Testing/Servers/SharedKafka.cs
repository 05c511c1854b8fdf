namespace Tally.Testing.Servers;

/// <summary>One broker for all tests of a program: started by the first that needs it, ended with the program.</summary>
public sealed class SharedKafka : IAsyncDisposable
{
    readonly Lazy<Task<KafkaServer>> _server = new(() => KafkaServer.StartAsync());

    /// <summary>The broker; skips the test when there is none.</summary>
    public Task<KafkaServer> ServerAsync() => _server.Value;

    public async ValueTask DisposeAsync()
    {
        if (_server is { IsValueCreated: true, Value.IsCompletedSuccessfully: true }) await (await _server.Value).DisposeAsync();
    }
}
