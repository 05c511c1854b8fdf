namespace Tally.Engine.Planning.Binding;

/// <summary>Makes names of columns different, as Flink does: the second x becomes x0, the third x1.</summary>
static class Names
{
    public static List<string> MakeUnique(IEnumerable<string> names)
    {
        var list = names.ToList();
        var used = new HashSet<string>(list.Count);
        for (var i = 0; i < list.Count; i++)
        {
            var name = list[i];
            for (var attempt = 0; !used.Add(list[i]); attempt++)
                list[i] = name + attempt.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }
        return list;
    }
}
