using Tally.Log.Kafka;
using Tally.Log.Tests.Contract;

namespace Tally.Log.Tests.Kafka;

/// <summary>The log on a real broker keeps the contract. The topics of every test are its own.</summary>
[Trait("Category", "long")]
public sealed class KafkaLogContractTests(SharedKafka kafka) : LogContractTests
{
    readonly string _prefix = $"c{Guid.NewGuid():N}.";

    protected override bool RemovesRepeats => false;

    protected override async Task<ILog> OpenAsync() => new PrefixedLog(KafkaLog.Open((await kafka.ServerAsync()).Bootstrap), _prefix);
}
