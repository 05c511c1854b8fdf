using Tally.Engine.Columns;
using Tally.Engine.Planning;
using Tally.Engine.Tests.Operators;
using Xunit;

namespace Tally.Engine.Tests.Planning;

/// <summary>Sub-queries over two small tables that change at random, refreshed at random, against the same question asked of the final
/// rows.</summary>
public sealed class SubqueryModelTests
{
    const int Runs = 60;

    // The newest row of each id; one with b or y = 9 is gone.
    const string Tables = """
        CREATE TABLE o_log (seq INT, id INT, a INT, b INT) WITH ('connector' = 'filesystem', 'path' = 'o.json', 'format' = 'json');
        CREATE TABLE i_log (seq INT, id INT, a INT, b INT) WITH ('connector' = 'filesystem', 'path' = 'i.json', 'format' = 'json');
        CREATE VIEW o AS SELECT id, a, b FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY id ORDER BY seq DESC) AS n FROM o_log)
          WHERE n = 1 AND (b IS NULL OR b <> 9);
        CREATE VIEW i AS SELECT id, a AS x, b AS y FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY id ORDER BY seq DESC) AS n FROM i_log)
          WHERE n = 1 AND (b IS NULL OR b <> 9);
        """;

    sealed record Outer(int Id, int? A, int? B);

    sealed record Inner(int Id, int? X, int? Y);

    sealed record Shape(string Sql, Func<Outer[], Inner[], IEnumerable<object?[]>> Rows);

    static Shape Each(string sql, Func<Outer, Inner[], object?> value) =>
        new(sql, (os, all) => os.Select(o => new[] { o.Id, value(o, all) }));

    static Shape Where(string condition, Func<Outer, Inner[], bool?> holds) =>
        new($"SELECT id FROM o WHERE {condition}", (os, all) => os.Where(o => holds(o, all) == true).Select(o => new object?[] { o.Id }));

    static readonly Dictionary<string, Shape> s_shapes = new()
    {
        ["count"] =
            Each("SELECT id, (SELECT COUNT(*) FROM i WHERE i.x = o.a) AS v FROM o", (o, all) =>
            all.LongCount(i => i.X == o.A && o.A is not null)),
        ["count in an expression"] = Each(
            "SELECT id, (SELECT COALESCE(SUM(y), 100) + o.b + COUNT(y) FROM i WHERE i.x = o.a) AS v FROM o",
            (o, all) =>
                Sum(all.Where(i => i.X == o.A && o.A is not null)) + o.B + all.LongCount(i => i.X == o.A && o.A is not null
                && i.Y is not null)
        ),
        ["greatest of smaller ones"] = Each(
            "SELECT id, (SELECT MAX(y) FROM i WHERE i.x < o.a) AS v FROM o",
            (o, all) => all.Where(i => i.X < o.A).Max(i => i.Y)
        ),
        ["only one of several"] = Each(
            "SELECT id, (SELECT y FROM i WHERE i.id = o.a) AS v FROM o",
            (o, all) => all.SingleOrDefault(i => i.Id == o.A)?.Y
        ),
        ["first of several"] = Each(
            "SELECT id, (SELECT id FROM i WHERE i.x = o.a ORDER BY y DESC, id LIMIT 1) AS v FROM o",
            (o, all) => Best(o, all).FirstOrDefault()?.Id
        ),
        ["count that HAVING hides"] = Each(
            "SELECT id, (SELECT COUNT(*) FROM i WHERE i.x = o.a HAVING COUNT(*) <> 1) AS v FROM o",
            (o, all) => all.LongCount(i => i.X == o.A && o.A is not null) is var n and not 1 ? n : null
        ),
        ["count of a union"] = Each(
            "SELECT id, (SELECT COUNT(*) FROM (SELECT x FROM i WHERE x = o.a UNION ALL SELECT y FROM i WHERE y < o.b) AS u) AS v FROM o",
            (o, all) => all.LongCount(i => i.X == o.A && o.A is not null) + all.LongCount(i => i.Y < o.B)
        ),
        ["count of distinct pairs"] = Each(
            "SELECT id, (SELECT COUNT(*) FROM (SELECT DISTINCT x, y + o.b FROM i WHERE x >= o.a) AS u) AS v FROM o",
            (o, all) => all.Where(i => i.X >= o.A).Select(i => (i.X, i.Y + o.B)).Distinct().LongCount()
        ),
        ["in"] = Each("SELECT id, a IN (SELECT x FROM i) AS v FROM o", (o, all) => Any(all.Select(i => Equal(o.A, i.X)))),
        ["not in"] = Each("SELECT id, a NOT IN (SELECT x FROM i WHERE y = b) AS v FROM o",
            (o, all) => !Any(all.Where(i => i.Y == o.B && o.B is not null).Select(i => Equal(o.A, i.X)))),
        ["greater than all"] = Each("SELECT id, a > ALL (SELECT x FROM i WHERE y = o.b) AS v FROM o",
            (o, all) => !Any(all.Where(i => i.Y == o.B && o.B is not null).Select(i => !Less(i.X, o.A)))),
        ["where not in"] = Where("a NOT IN (SELECT x FROM i)", (o, all) => !Any(all.Select(i => Equal(o.A, i.X)))),
        ["where not in, correlated"] = Where("a NOT IN (SELECT x FROM i WHERE i.y = o.b)",
            (o, all) => !Any(all.Where(i => i.Y == o.B && o.B is not null).Select(i => Equal(o.A, i.X)))),
        ["where a constant is not in"] = Where("2 NOT IN (SELECT x FROM i)", (_, all) => !Any(all.Select(i => Equal(2, i.X)))),
        ["where any is smaller"] = Where("a > ANY (SELECT x FROM i)", (o, all) => Any(all.Select(i => Less(i.X, o.A)))),
        ["where rows are in, or"] = Where("(a, b) IN (SELECT x, y FROM i) OR a = 2",
            (o, all) => o.A == 2 || all.Any(i => i.X == o.A && o.A is not null && i.Y == o.B && o.B is not null)),
        ["where rows are not in"] = Where("(a, b) NOT IN (SELECT x, y FROM i)",
            (o, all) => !Any(all.Select(i => And(Equal(o.A, i.X), Equal(o.B, i.Y))))),
        ["where one exists, or"] = Where("EXISTS (SELECT 1 FROM i WHERE i.x > o.a) OR b = 1",
            (o, all) => o.B == 1 || all.Any(i => i.X > o.A)),
        ["where one below another exists"] = Where(
            "EXISTS (SELECT 1 FROM i WHERE x = o.a AND y = (SELECT MAX(j.y) FROM i AS j WHERE j.x = i.x AND j.id >= o.b))",
            (o, all) => all.Any(i => i.X == o.A && o.A is not null && i.Y is not null
                && i.Y == all.Where(j => j.X == i.X && j.Id >= o.B).Max(j => j.Y))
        ),
        ["where a row without partner exists"] = Where(
            "EXISTS (SELECT 1 FROM i AS p LEFT JOIN i AS q ON p.y = q.x AND q.y = o.b WHERE p.x = o.a AND q.id IS NULL)",
            (o, all) =>
                all.Any(p => p.X == o.A && o.A is not null && !all.Any(q => p.Y is not null && p.Y == q.X && q.Y == o.B && o.B is not null))
        ),
        ["where a difference exists"] = Where("EXISTS (SELECT x FROM i WHERE y = o.b EXCEPT SELECT y FROM i WHERE x = o.a)",
            (o, all) => all.Where(i => i.Y == o.B && o.B is not null).Select(i => i.X)
                .Except(all.Where(i => i.X == o.A && o.A is not null).Select(i => i.Y)).Any()),
        ["best two of each"] =
            new("SELECT o.id, l.iid FROM o, LATERAL (SELECT id AS iid FROM i WHERE x = o.a ORDER BY y DESC, id LIMIT 2) AS l",
            (os, all) => os.SelectMany(o => Best(o, all).Take(2).Select(i => new object?[] { o.Id, i.Id }))),
        ["best two of each, or none"] = new(
            "SELECT o.id, l.iid FROM o LEFT JOIN LATERAL (SELECT id AS iid FROM i WHERE x = o.a ORDER BY y DESC, id LIMIT 2) AS l ON TRUE",
            (os, all) => os.SelectMany(o => Best(o, all).Take(2).Select(i => new object?[] { o.Id, i.Id }).DefaultIfEmpty([o.Id, null]))
        ),
        ["groups of each"] = new(
            "SELECT o.id, l.y, l.n FROM o LEFT JOIN LATERAL (SELECT y, COUNT(*) AS n FROM i WHERE x <= o.a GROUP BY y) AS l ON l.n > 1",
            (os, all) => os.SelectMany(o => all.Where(i => i.X <= o.A).GroupBy(i => i.Y).Where(group => group.Count() > 1)
                .Select(group => new object?[] { o.Id, group.Key, group.LongCount() }).DefaultIfEmpty([o.Id, null, null]))
        ),
        ["aggregates of each"] = new("SELECT o.id, l.n, l.m FROM o, LATERAL (SELECT COUNT(*) AS n, MIN(y) AS m FROM i WHERE x <> o.a) AS l",
            (os, all) => os.Select(o => (o.Id, Found: all.Where(i => i.X is not null && o.A is not null && i.X != o.A).ToList()))
                .Select(row => new object?[] { row.Id, row.Found.LongCount(), row.Found.Min(i => i.Y) })),
        ["of groups"] = new(
            "SELECT a, COUNT(*) AS n, (SELECT COUNT(*) FROM i WHERE i.x = o.a) AS v FROM o GROUP BY a " +
                "HAVING COUNT(*) IN (SELECT y FROM i WHERE x = a)",
            (os, all) => os.GroupBy(o => o.A).Where(group => all.Any(i => i.X == group.Key && i.X is not null && i.Y == group.Count()))
                .Select(group => new object?[] { group.Key, group.LongCount(), all.LongCount(i => i.X == group.Key && i.X is not null) })
        ),
    };

    public static IEnumerable<TheoryDataRow<string>> Shapes => s_shapes.Keys.Select(name => new TheoryDataRow<string>(name));

    [Theory, MemberData(nameof(Shapes))]
    public void A_sub_query_follows_every_change(string name)
    {
        var shape = s_shapes[name];
        var rowCount = 0;
        for (var seed = 0; seed < Runs; seed++)
        {
            var random = new Random(seed);
            var (collected, tables) = Run(shape.Sql, random);
            var expected = shape.Rows([.. tables[0].Values.Select(row => new Outer(row.Id, row.A, row.B))],
                [.. tables[1].Values.Select(row => new Inner(row.Id, row.A, row.B))]).Select(Line).Order(StringComparer.Ordinal).ToList();
            rowCount += expected.Count;
            Assert.True(expected.SequenceEqual(collected.Table),
                $"seed {seed}: expected {string.Join(" | ", expected)}\ncame {string.Join(" | ", collected.Table)}");
        }
        Assert.True(rowCount > 5, "the shape gives too few rows to say anything");
    }

    static (Collected Output, Dictionary<int, (int Id, int? A, int? B)>[] Tables) Run(string sql, Random random)
    {
        var plans = new Plans(Tables);
        var collected = new Collected();
        var pipeline = new Planner().Build([(plans.Plan(sql), collected)], plans.Catalog);
        Dictionary<int, (int Id, int? A, int? B)>[] tables = [[], []];
        for (var step = 0; step < 40; step++)
        {
            var table = random.Next(2);
            var row = (Id: random.Next(5), A: Value(random), B: random.Next(6) == 0 ? 9 : Value(random));
            if (row.B == 9) tables[table].Remove(row.Id);
            else tables[table][row.Id] = row;
            var name = table == 0 ? "o_log" : "i_log";
            foreach (var source in pipeline.Sources.Where(source => source.Table.Name == name))
            {
                Column[] all = [Rows.Ints(step), Rows.Ints(row.Id), Rows.Ints(row.A), Rows.Ints(row.B)];
                source.Output.Process(new() { Count = 1, Columns = [.. source.Columns.Select(column => all[column])] });
            }
            if (random.Next(4) == 0 || step == 39) foreach (var source in pipeline.Sources) source.Output.Refresh();
        }
        return (collected, tables);
    }

    static int? Value(Random random) => random.Next(5) is var value and < 4 ? value : null;

    static string Line(object?[] row) => string.Join(",", row.Select(value => value?.ToString() ?? "NULL"));

    static int? Sum(IEnumerable<Inner> rows) => rows.Where(row => row.Y is not null).ToList() is { Count: > 0 } some
        ? some.Sum(row => row.Y) : 100;

    // NULL is the smallest value.
    static IEnumerable<Inner> Best(Outer o, Inner[] all) =>
        all.Where(i => i.X == o.A && o.A is not null).OrderByDescending(i => i.Y ?? -1).ThenBy(i => i.Id);

    static bool? Equal(int? left, int? right) => left is null || right is null ? null : left == right;

    static bool? Less(int? left, int? right) => left is null || right is null ? null : left < right;

    static bool? And(bool? left, bool? right) => left & right;

    static bool? Any(IEnumerable<bool?> outcomes) => outcomes.Aggregate((bool?)false, (any, outcome) => any | outcome);
}
