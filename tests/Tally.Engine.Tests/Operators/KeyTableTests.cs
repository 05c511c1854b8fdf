using System.Text;
using Tally.Engine.Columns;
using Tally.Engine.State;
using Xunit;

namespace Tally.Engine.Tests.Operators;

public class KeyTableTests
{
    /// <summary>The key columns that take different ways through the table, by name.</summary>
    public static TheoryData<string> Shapes =>
        [
            "none",
            "codes",
            "texts",
            "bigint",
            "int",
            "codes+int",
            "codes+codes",
            "codes+bool",
            "texts+bigint",
            "day+codes",
            "codes+day+codes",
        ];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Gives_equal_keys_equal_ids_while_keys_come_and_go(string shape)
    {
        for (var seed = 1; seed <= 5; seed++)
        {
            var random = new Random(seed);
            var source = new KeySource(shape, random);
            var table = source.NewTable();
            var expected = new Dictionary<string, int>();
            for (var round = 0; round < 200; round++)
            {
                var batch = source.Next(1 + random.Next(60));
                var ids = table.Map(batch);
                for (var row = 0; row < batch.Count; row++)
                {
                    var key = source.KeyText(batch, row);
                    if (!expected.TryGetValue(key, out var id)) expected.Add(key, id = ids[row]);
                    Assert.Equal(id, ids[row]);
                    Assert.Equal(id, table.Find(batch, row));
                }
                Assert.Equal(expected.Count, expected.Values.Distinct().Count());
                Assert.Equal(expected.Count, table.Count);
                foreach (var (key, id) in expected.Where(_ => random.Next(3) == 0).ToList())
                {
                    table.Remove(id);
                    expected.Remove(key);
                }
                if (round % 20 == 0) table = Restored(table, source);
            }
        }
    }

    [Fact]
    public void Ids_stay_dense_and_memory_flat_when_keys_only_pass_through()
    {
        var table = new KeyTable([0], [SqlType.String]);
        long sizeEarly = 0;
        for (var round = 0; round < 300; round++)
        {
            // As a decoder does when its dictionary has become large: a new object.
            var dictionary = new StringDictionary();
            var keys = Enumerable.Range(round * 1000, 1000).Select(number => (string?)$"user-{number}").ToArray();
            var ids = table.Map(Rows.Batch(Rows.Codes(dictionary, keys))).AsSpan(0, 1000).ToArray();
            foreach (var id in ids) table.Remove(id);
            if (round == 20) sizeEarly = table.SizeBytes;
        }
        Assert.Equal(0, table.Count);
        Assert.True(table.Capacity <= 1000, $"{table.Capacity} ids for 1000 keys at a time");
        Assert.True(table.SizeBytes <= sizeEarly * 2, $"{sizeEarly} bytes grew to {table.SizeBytes}");
    }

    static KeyTable Restored(KeyTable table, KeySource source)
    {
        var writer = new StateWriter();
        table.Snapshot(writer);
        var restored = source.NewTable();
        restored.Restore(new(writer.ToArray()));
        return restored;
    }

    /// <summary>Random key columns of one shape; dictionaries alternate and are replaced.</summary>
    sealed class KeySource(string shape, Random random)
    {
        readonly StringDictionary[] _dictionaries = [new(), new(), new()];

        string[] Parts => shape == "none" ? [] : shape.Split('+');

        public KeyTable NewTable() => new([.. Enumerable.Range(0, Parts.Length)], [.. Parts.Select(part => part switch
        {
            "bigint" => SqlType.BigInt,
            "int" or "day" => SqlType.Int,
            "bool" => SqlType.Boolean,
            _ => SqlType.String,
        })]);

        public Batch Next(int count)
        {
            if (random.Next(20) == 0) _dictionaries[random.Next(3)] = new();
            var columns = Parts.Select(part => Column(part, count)).ToArray();
            return new() { Count = count, Columns = columns };
        }

        Column Column(string part, int count)
        {
            var numbers = Enumerable.Range(0, count).Select(_ => random.Next(6) == 0 ? (int?)null : random.Next(-20, 20)).ToArray();
            return part switch
            {
                "bigint" => Rows.Longs([.. numbers.Select(number => number * 4_000_000_000L)]),
                "int" => Rows.Ints(numbers),
                "day" => Rows.Ints([.. Enumerable.Repeat((int?)random.Next(3), count - 1).Append(random.Next(4))]),
                "bool" => Rows.Bools([.. numbers.Select(number => number is null ? (bool?)null : number > 0)]),
                "texts" => Rows.Texts([.. numbers.Select(Word)]),
                _ => Rows.Codes(_dictionaries[random.Next(3)], [.. numbers.Select(Word)]),
            };
        }

        static string? Word(int? number) => number is null ? null : number == 0 ? "" : new string('x', Math.Abs(number.Value) % 7) + number;

        public string KeyText(Batch batch, int row)
        {
            var text = new StringBuilder();
            foreach (var column in batch.Columns) text.Append(column.IsNull(row) ? "~" : "=" + Rows.Text(column, row)).Append('|');
            return text.ToString();
        }
    }
}
