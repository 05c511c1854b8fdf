using Tally.Benchmarks.Harness;

namespace Tally.Benchmarks.Lines;

/// <summary>The shop pipeline from a Kafka topic.</summary>
static class KafkaSource
{
    public static Task MeasureAsync(LineContext context) => throw new NotPossibleException("this version cannot use Apache Kafka yet");
}
