using Tally.Agent.Tail;
using Tally.Engine.Connectors;
using Tally.Engine.Connectors.Kafka;
using Tally.Engine.Execution;
using Tally.Engine.Formats;
using Tally.Engine.Planning;
using Tally.Engine.Sql;
using Tally.Engine.Sql.Ast;
using Tally.Results.Postgres;
using Tally.Results.Redis;
using SessionOptions = Tally.Engine.Execution.SessionOptions;

namespace Tally.Host.Sessions;

/// <summary>Makes the sessions of the commands sql, explain and check, with every connector of the program.</summary>
static class SqlSessions
{
    /// <summary>The connectors of all projects.</summary>
    public static ConnectorRegistry Connectors { get; } =
        ConnectorRegistry.BuiltIn(Console.Out).With(new TailConnector()).With(new JdbcConnector()).With(new RedisConnector())
        .With(new KafkaConnector(KafkaClusters.Open)).With(new UpsertKafkaConnector(KafkaClusters.Open));

    public static SqlSession Create(Func<SessionOptions, SessionOptions>? change = null)
    {
        var options = new SessionOptions(Connectors, FormatRegistry.Default, new Planner());
        return new(change is null ? options : change(options));
    }

    /// <summary>The statements of each file, folder and text in order. Each is a function because a folder's definitions are applied when
    /// its turn comes.</summary>
    /// <exception cref="FileNotFoundException">There is nothing at a path.</exception>
    public static IEnumerable<Func<IReadOnlyList<Statement>>> Load(SqlSession session, IEnumerable<string> paths, IEnumerable<string> texts)
    {
        foreach (var path in paths)
        {
            if (Directory.Exists(path)) yield return () => PipelineFiles.Load(PipelineFiles.Find([path]), session.Catalog);
            else if (SqlText.IsStatement(path)) yield return () => Parse(new("argument", path));
            else if (SqlText.Hint(path) is { } hint) throw new FileNotFoundException(hint);
            else if (path == "-") yield return () => Parse(new("standard input", Console.In.ReadToEnd()));
            else if (File.Exists(path)) yield return () => Parse(new(path, File.ReadAllText(path)));
            else throw new FileNotFoundException($"there is no file or folder '{path}'");
        }
        foreach (var text in texts) yield return () => Parse(new("-c", text));
    }

    static IReadOnlyList<Statement> Parse(SourceText text) => Parser.Parse(text).OrThrow();
}
