using Tally.Engine.Sql;

namespace Tally.Engine.Tests.Documentation;

/// <summary>Runs an example of docs/errors.md over the table that the page names.</summary>
static class ErrorExamples
{
    const string Orders = """
        CREATE TABLE orders (id INT, buyer STRING, amount DECIMAL(10, 2), ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '5' SECOND)
        WITH ('connector' = 'filesystem', 'path' = 'data/orders.json', 'format' = 'json');
        """;

    /// <summary>The error of a script as it is shown; empty when it runs.</summary>
    public static string Run(string sql)
    {
        var session = new ExampleSession();
        session.Run(Orders);
        try
        {
            session.Run(sql);
            return "";
        }
        catch (SqlException wrong)
        {
            return ErrorReport.Render(wrong.Errors).Replace(Path.Combine(SeedScripts.Root, "docs"), "/home/shop");
        }
    }
}
