using System.Numerics;
using Tally.Engine.Columns;
using Tally.Engine.Operators.Aggregation;
using Tally.Engine.State;
using Xunit;

namespace Tally.Engine.Tests.Operators;

/// <summary>Sums of DECIMAL are exact far beyond 64 bits and back again, and COUNT(*) beside them counts rows with and without a
/// value.</summary>
public sealed class DecimalSumTests
{
    const int Slots = 5;
    const long Greatest = 999_999_999_999_999_999;

    [Theory]
    [InlineData(1), InlineData(2), InlineData(3), InlineData(4)]
    public void Sums_and_counts_are_those_of_big_integers(int seed)
    {
        var random = new Random(seed);
        var set = NewSet();
        var slots = Enumerable.Range(0, Slots).Select(_ => set.Take()).ToArray();
        var (sums, values, rows) = (new BigInteger[Slots], new long[Slots], new long[Slots]);
        for (var round = 0; round < 60; round++)
        {
            var column = new Column<long>();
            var slotOfRow = new int[200];
            var only = random.Next(3) == 0 ? random.Next(Slots) : -1;
            // Rounds that only raise or only lower carry sums past 64 bits and back.
            var sign = random.Next(3) - 1;
            for (var row = 0; row < slotOfRow.Length; row++)
            {
                var group = only >= 0 ? only : random.Next(Slots);
                slotOfRow[row] = slots[group];
                rows[group]++;
                if (round % 2 == 0 && random.Next(10) == 0)
                {
                    column.AppendNull();
                    continue;
                }
                var value = random.NextInt64(Greatest) * (sign == 0 ? random.Next(3) - 1 : sign);
                column.Append(value);
                sums[group] += value;
                values[group]++;
            }
            var batch = new Batch { Count = slotOfRow.Length, Columns = [column] };
            if (only >= 0) set.Add(batch, slots[only]);
            else set.Add(batch, slotOfRow);
            if (round % 7 == 3) set = Restored(set);
            if (round % 20 == 19) Move(set, slots, random.Next(Slots));
            Compare(set, slots, sums, values, rows);
        }
    }

    static AggregateSet NewSet() =>
        new([Call("SUM", SqlType.Decimal(38, 0)), Call("COUNT", SqlType.BigInt), new("COUNT", [], SqlType.BigInt)], retracts: false);

    static AggregateCall Call(string function, SqlType type) => new(function, [SqlType.Decimal(18, 0)], type) { Arguments = [0] };

    static AggregateSet Restored(AggregateSet stopped)
    {
        var writer = new StateWriter();
        stopped.Snapshot(writer);
        var restored = NewSet();
        var reader = new StateReader(writer.ToArray());
        restored.Restore(reader);
        Assert.True(reader.AtEnd);
        return restored;
    }

    // A group that moves to another slot takes everything along.
    static void Move(AggregateSet set, int[] slots, int group)
    {
        var from = slots[group];
        slots[group] = set.Take();
        set.Merge([slots[group]], [from]);
        set.Release([from]);
    }

    static void Compare(AggregateSet set, int[] slots, BigInteger[] sums, long[] values, long[] rows)
    {
        Column[] results = [new Column<Int128>(), new Column<long>(), new Column<long>()];
        set.Write(slots, results);
        for (var group = 0; group < Slots; group++)
        {
            if (values[group] == 0) Assert.True(results[0].IsNull(group));
            else Assert.Equal((Int128)sums[group], ((Column<Int128>)results[0])[group]);
            Assert.Equal(values[group], ((Column<long>)results[1])[group]);
            Assert.Equal(rows[group], ((Column<long>)results[2])[group]);
        }
    }
}
