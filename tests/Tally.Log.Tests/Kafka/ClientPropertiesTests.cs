using Tally.Log.Kafka;

namespace Tally.Log.Tests.Kafka;

/// <summary>Properties under the names of Java's client become those of librdkafka, or are refused with what to do.</summary>
public sealed class ClientPropertiesTests
{
    [Fact]
    public void Names_and_credentials_are_translated()
    {
        var properties = ClientProperties.ForConsumer(
            new Dictionary<string, string>
            {
                ["security.protocol"] = "SASL_SSL",
                ["sasl.mechanism"] = "SCRAM-SHA-512",
                ["sasl.jaas.config"] =
                    """org.apache.kafka.common.security.scram.ScramLoginModule required username="shop" password="a\"b;c";""",
                ["ssl.truststore.location"] = "/etc/ca.pem",
                ["fetch.max.wait.ms"] = "20",
                ["group.id"] = "g",
                ["linger.ms"] = "7",
                ["key.deserializer"] = "x",
            }
        );
        Assert.Equal(
            [
                "fetch.wait.max.ms=20",
                "sasl.mechanism=SCRAM-SHA-512",
                "sasl.password=a\"b;c",
                "sasl.username=shop",
                "security.protocol=SASL_SSL",
                "ssl.ca.location=/etc/ca.pem",
            ],
            properties.Select(property => $"{property.Key}={property.Value}").Order(StringComparer.Ordinal)
        );
    }

    [Theory]
    [InlineData("acks", "1", "'all'")]
    [InlineData("sasl.jaas.config", "org.example.Login required;", "username=")]
    [InlineData("ssl.truststore.location", "/etc/trust.jks", "PEM")]
    [InlineData("ssl.keystore.location", "/etc/key.jks", "PKCS12")]
    [InlineData("buffer.memory", "much", "a whole number")]
    public void What_cannot_be_taken_is_refused_with_what_is_expected(string name, string value, string expected)
    {
        var error = Assert.Throws<LogException>(() => ClientProperties.ForProducer(new Dictionary<string, string> { [name] = value }));
        Assert.Equal(LogErrorKind.Invalid, error.Kind);
        Assert.Contains(name, error.Message);
        Assert.Contains(expected, error.Message);
    }

    [Fact]
    public void A_file_is_read_and_its_wrong_line_named()
    {
        using var directory = new ScratchFolder();
        var path = Path.Combine(directory.Path, "client.properties");
        File.WriteAllText(path, "# secret\nsecurity.protocol=SASL_PLAINTEXT\n\nsasl.jaas.config = a=b\n");
        Assert.Equal(
            ["sasl.jaas.config=a=b", "security.protocol=SASL_PLAINTEXT"],
            ClientProperties.Read(path).Select(property => $"{property.Key}={property.Value}").Order(StringComparer.Ordinal)
        );
        File.WriteAllText(path, "one=1\ntwo\n");
        Assert.Contains(":2: 'two' found", Assert.Throws<LogException>(() => ClientProperties.Read(path)).Message);
    }
}
