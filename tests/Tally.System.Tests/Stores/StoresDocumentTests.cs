using Tally.Engine.Catalog;
using Tally.Engine.Connectors;
using Tally.Results.Postgres;
using Tally.Results.Redis;
using Tally.System.Tests.Repository;

namespace Tally.System.Tests.Stores;

/// <summary>docs/stores.md names every option of the connectors, with its default.</summary>
public sealed class StoresDocumentTests
{
    [Fact]
    public void Every_option_is_documented()
    {
        var lines = File.ReadAllLines(Path.Combine(Checkout.Root, "docs/stores.md"));
        foreach (var connector in new IConnector[] { new RedisConnector(), new JdbcConnector() })
        foreach (var option in connector.Options)
        {
            var kind = option.Kind.Contains('|') ? string.Join(", ", option.Kind.Split('|').Select(choice => $"`{choice}`")) : option.Kind;
            Assert.Contains(
                $"| `{option.Key}` | {kind} | {(option.Required ? "required" : option.Default is { } value ? $"`{value}`" : "")} | " +
                    $"{option.Description} |",
                lines
            );
        }
    }
}
