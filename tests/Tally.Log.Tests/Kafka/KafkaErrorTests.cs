using Tally.Log.Kafka;

namespace Tally.Log.Tests.Kafka;

/// <summary>Errors of a cluster say where, what, and what to check.</summary>
[Trait("Category", "long")]
public sealed class KafkaErrorTests(SharedKafka kafka)
{
    const string Sasl = """
        sasl.enabled.mechanisms=PLAIN
        sasl.mechanism.inter.broker.protocol=PLAIN
        listener.name.sasl_plaintext.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule \
          required username="admin" password="a" user_admin="a" user_shop="secret";
        """;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_listens()
    {
        var (distribution, reason) = KafkaDistribution.Find();
        if (distribution is null) Assert.Skip(reason);
        await using var log = KafkaLog.Open("127.0.0.1:1", new() { RequestTimeout = TimeSpan.FromSeconds(3) });
        var error = await Assert.ThrowsAsync<LogException>(() => log.OpenTopicAsync("t", cancellation: Cancellation).AsTask());
        Assert.Equal(LogErrorKind.Unavailable, error.Kind);
        Assert.Contains("Kafka at 127.0.0.1:1", error.Message);
        Assert.Contains("refused", error.Message);
        Assert.Contains("advertised.listeners", error.Message);
    }

    [Fact]
    public async Task A_property_is_wrong()
    {
        var servers = (await kafka.ServerAsync()).Bootstrap;
        await using var log = KafkaLog.Open(
            servers,
            new() { Properties = new Dictionary<string, string> { ["security.protocl"] = "SSL" } }
        );
        var error = await Assert.ThrowsAsync<LogException>(() => log.OpenTopicAsync("t", cancellation: Cancellation).AsTask());
        Assert.Equal(LogErrorKind.Invalid, error.Kind);
        Assert.Contains("security.protocl", error.Message);
    }

    [Fact]
    public async Task A_topic_that_may_not_be_created_is_missing()
    {
        await using var log = KafkaLog.Open((await kafka.ServerAsync()).Bootstrap, new() { CreatesTopics = false });
        var error = await Assert.ThrowsAsync<LogException>(() => log.OpenTopicAsync("missing-topic", cancellation: Cancellation).AsTask());
        Assert.Equal(LogErrorKind.Invalid, error.Kind);
        Assert.Contains("missing-topic", error.Message);
        Assert.DoesNotContain("missing-topic", await log.ListTopicsAsync(Cancellation));
    }

    [Fact]
    public async Task More_copies_are_asked_for_than_there_are_brokers()
    {
        await using var log = KafkaLog.Open((await kafka.ServerAsync()).Bootstrap);
        var error = await Assert.ThrowsAsync<LogException>(() =>
            log.OpenTopicAsync($"x{Guid.NewGuid():N}", new() { Replication = 3 }, Cancellation).AsTask()
        );
        Assert.Contains("Kafka:Replication", error.Message);
    }

    [Fact]
    public async Task A_record_is_too_large()
    {
        await using var log = KafkaLog.Open((await kafka.ServerAsync()).Bootstrap);
        var partition = (await log.OpenTopicAsync($"x{Guid.NewGuid():N}", cancellation: Cancellation)).Partitions[0];
        var error = await Assert.ThrowsAsync<LogException>(() =>
            partition.AppendAsync("s", Blocks.Of(0, "small", new string('x', 2_000_000)), Cancellation).AsTask()
        );
        Assert.Equal(LogErrorKind.Invalid, error.Kind);
        Assert.Contains("max.message.bytes", error.Message);
        Assert.Equal(0, partition.EndOffset);
    }

    [Fact]
    public async Task Passwords_are_passed_through_and_a_wrong_one_is_said()
    {
        await using var server = await KafkaServer.StartAsync(more: Sasl, protocol: "SASL_PLAINTEXT");
        await using (var log = KafkaLog.Open(server.Bootstrap, Login("secret")))
        {
            var partition = (await log.OpenTopicAsync("t", cancellation: Cancellation)).Partitions[0];
            await partition.AppendAsync("s", Blocks.Of(0, "a"), Cancellation);
            Assert.Equal(["a"], (await partition.ReadAllAsync(count: 1)).Select(record => record.Text));
        }
        await using var wrong = KafkaLog.Open(server.Bootstrap, Login("guess"));
        var error = await Assert.ThrowsAsync<LogException>(() => wrong.OpenTopicAsync("t", cancellation: Cancellation).AsTask());
        Assert.Contains("user and password", error.Message);
        await using var plain = KafkaLog.Open(server.Bootstrap, new() { RequestTimeout = TimeSpan.FromSeconds(3) });
        error = await Assert.ThrowsAsync<LogException>(() => plain.OpenTopicAsync("t", cancellation: Cancellation).AsTask());
        Assert.Contains("security.protocol", error.Message);
    }

    [Fact]
    public async Task Certificates_are_checked_and_a_wrong_authority_and_a_wrong_listener_are_said()
    {
        using var authority = new CertificateAuthority();
        using var stranger = new CertificateAuthority();
        await using var server = await KafkaServer.StartAsync(more: $"""
            ssl.keystore.type=PEM
            ssl.keystore.location={authority.BothFile}
            ssl.truststore.type=PEM
            ssl.truststore.location={authority.AuthorityFile}
            """, protocol: "SSL");
        await using (var log = KafkaLog.Open(server.Bootstrap, Tls(authority)))
        {
            var partition = (await log.OpenTopicAsync("t", cancellation: Cancellation)).Partitions[0];
            await partition.AppendAsync("s", Blocks.Of(0, "a"), Cancellation);
            Assert.Equal(["a"], (await partition.ReadAllAsync(count: 1)).Select(record => record.Text));
        }
        foreach (
            var (options, expected) in new[]
            {
                (Tls(stranger), "ssl.truststore.location"),
                (new KafkaLogOptions { RequestTimeout = TimeSpan.FromSeconds(3) }, "security.protocol"),
            }
        )
        {
            await using var wrong = KafkaLog.Open(server.Bootstrap, options);
            var error = await Assert.ThrowsAsync<LogException>(() => wrong.OpenTopicAsync("t", cancellation: Cancellation).AsTask());
            Assert.Equal(LogErrorKind.Unavailable, error.Kind);
            Assert.Contains(expected, error.Message);
        }
        await using var notTls = KafkaLog.Open((await kafka.ServerAsync()).Bootstrap, Tls(authority));
        var refused = await Assert.ThrowsAsync<LogException>(() => notTls.OpenTopicAsync("t", cancellation: Cancellation).AsTask());
        Assert.Contains("security.protocol", refused.Message);
        await using var missing = KafkaLog.Open(
            server.Bootstrap,
            new()
            {
                Properties = new Dictionary<string, string> { ["security.protocol"] = "SSL", ["ssl.truststore.location"] = "/nowhere.pem" },
            }
        );
        refused = await Assert.ThrowsAsync<LogException>(() => missing.OpenTopicAsync("t", cancellation: Cancellation).AsTask());
        Assert.Contains("ssl.ca.location", refused.Message);
    }

    static KafkaLogOptions Tls(CertificateAuthority authority) =>
        new()
        {
            RequestTimeout = TimeSpan.FromSeconds(3),
            Properties = new Dictionary<string, string>
            {
                ["security.protocol"] = "SSL",
                ["ssl.truststore.type"] = "PEM",
                ["ssl.truststore.location"] = authority.AuthorityFile,
            },
        };

    static KafkaLogOptions Login(string password) => new()
    {
        RequestTimeout = TimeSpan.FromSeconds(5),
        Properties = new Dictionary<string, string>
        {
            ["security.protocol"] = "SASL_PLAINTEXT",
            ["sasl.mechanism"] = "PLAIN",
            ["sasl.jaas.config"] =
                $"""org.apache.kafka.common.security.plain.PlainLoginModule required username="shop" password="{password}";""",
        },
    };
}
