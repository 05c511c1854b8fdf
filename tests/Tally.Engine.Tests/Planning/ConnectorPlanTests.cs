using Tally.Engine.Catalog;
using Tally.Engine.Columns;
using Tally.Engine.Connectors;
using Tally.Engine.Formats;
using Tally.Engine.Planning;
using Tally.Engine.Sql;
using Tally.Engine.Sql.Ast;
using Xunit;

namespace Tally.Engine.Tests.Planning;

/// <summary>The planner asks a connector, and knows none by name.</summary>
public sealed class ConnectorPlanTests
{
    [Fact]
    public void A_connector_says_itself_what_Flink_lacks_and_whether_its_records_replace_each_other()
    {
        var planner = new Planner();
        var catalog = new SessionCatalog(new ConnectorRegistry([new Ledger()]), FormatRegistry.Default, planner);
        var statements = Parser.Parse(new SourceText("test", """
            CREATE TABLE balances (account INT, amount INT, PRIMARY KEY (account) NOT ENFORCED)
            WITH ('connector' = 'ledger', 'format' = 'json');
            SELECT account, amount FROM balances;
            """)).OrThrow();
        Assert.True(catalog.Apply(statements[0]));
        var text = planner.Explain(planner.PlanQuery(((SelectStatement)statements[1]).Query, catalog), catalog);
        Assert.Contains("- `balances`: keep the ledger at home", text);
        Assert.Contains("Deduplicate", text);
    }

    sealed class Ledger : IConnector
    {
        public string Name => "ledger";

        public IReadOnlyList<OptionDefinition> Options => [];

        public IReadOnlyDictionary<string, SqlType> Metadata { get; } = new Dictionary<string, SqlType>();

        public string FlinkNote => "keep the ledger at home";

        public bool IsUpsert => true;

        public bool IsBounded(TableDefinition table) => true;

        public ISource? CreateSource(TableDefinition table, ConnectorContext context) => null;

        public ISink? CreateSink(TableDefinition table, ConnectorContext context) => null;
    }
}
