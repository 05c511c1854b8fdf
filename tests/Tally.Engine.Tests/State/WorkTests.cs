using Tally.Engine.State;
using Xunit;

namespace Tally.Engine.Tests.State;

/// <summary>Twice the rows are twice the work, counted in looks at keys: no operation may cost more than its own size.</summary>
public sealed class WorkTests
{
    const int Count = 4000;

    [Fact]
    public void A_map_that_forgets_its_oldest_key_does_so_in_constant_work()
    {
        var (once, twice) = (Work(Count), Work(2 * Count));
        Assert.True(once > Count, "no look at a key was counted");
        Assert.InRange(twice, 0, once * 2 + Count / 2);

        static long Work(int count)
        {
            var looks = new CountingComparer();
            var map = new LinkedHashMap<string, int>(looks);
            for (var i = 0; i < count * 2; i++)
            {
                map[$"{i}"] = i;
                if (map.Count > count) map.RemoveFirst();
            }
            for (var i = count; i < count * 2; i++) Assert.True(map.Remove($"{i}"));
            Assert.Empty(map);
            return looks.Count;
        }
    }

    [Fact]
    public void A_bag_gives_items_back_in_constant_work()
    {
        var (once, twice) = (Work(Count), Work(2 * Count));
        Assert.True(once > Count, "no look at an item was counted");
        Assert.InRange(twice, 0, once * 2 + Count / 2);

        static long Work(int count)
        {
            var looks = new CountingComparer();
            var bag = new OrderedBag<string>(looks);
            for (var i = 0; i < count; i++) bag.Add($"{i}");
            // From the end, where a search from the beginning costs most.
            for (var i = count - 1; i >= 0; i--) Assert.True(bag.Remove($"{i}"));
            Assert.Empty(bag);
            return looks.Count;
        }
    }

    [Fact]
    public void A_map_keeps_the_order_in_which_keys_came()
    {
        var map = new LinkedHashMap<string, int> { ["a"] = 1, ["b"] = 2, ["c"] = 3 };
        map["a"] = 4;
        Assert.Equal([4, 2, 3], map.Values);
        Assert.True(map.Remove("b", out var removed));
        Assert.Equal(2, removed);
        map["b"] = 5;
        map.RemoveFirst();
        Assert.Equal(["c", "b"], map.Select(entry => entry.Key));
        Assert.False(map.Remove("a"));
    }

    [Fact]
    public void A_bag_is_the_list_that_it_replaces()
    {
        var random = new Random(7);
        var bag = new OrderedBag<string>(StringComparer.Ordinal);
        var list = new List<string>();
        for (var step = 0; step < 20_000; step++)
        {
            var item = $"{random.Next(30)}";
            switch (random.Next(step / 5000 % 2 == 0 ? 3 : 5))
            {
                case 0: case 1: bag.Add(item); list.Add(item); break;
                case 2 when list.Count > 0 && random.Next(4) == 0: bag.RemoveFirst(); list.RemoveAt(0); break;
                default: Assert.Equal(list.Remove(item), bag.Remove(item)); break;
            }
            Assert.Equal(list.Count, bag.Count);
            if (step % 50 == 0) Assert.Equal(list, bag);
        }
        Assert.Equal(list, bag);
    }

    /// <summary>Compares texts, and counts how often it is asked to.</summary>
    sealed class CountingComparer : IEqualityComparer<string>
    {
        public long Count { get; private set; }

        public bool Equals(string? left, string? right)
        {
            Count++;
            return left == right;
        }

        public int GetHashCode(string text)
        {
            Count++;
            return text.GetHashCode(StringComparison.Ordinal);
        }
    }
}
