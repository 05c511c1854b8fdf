using System.Text;

namespace Tally.Engine.Inference;

/// <summary>The columns of lines such as "order: 17 | user: u1 | lines: [ sku: a price: 2.50; sku: b price: 1.00 ]".</summary>
static class OrderLogSample
{
    public static Found? Of(List<byte[]> first, SampleReader sample)
    {
        var lines = first.Where(line => line.Length > 0).ToList();
        if (lines.Count(line => Encoding.UTF8.GetString(line).Split(" | ") is { Length: > 1 } members
            && members.All(IsMember)) * 10 < lines.Count * 9) return null;
        var (fields, count) = (new OrderedDictionary<string, Evidence>(), 0L);
        foreach (var (_, records) in sample.Read(new(null)))
        {
            foreach (var field in fields.Values) field.BeginFile();
            foreach (var record in records)
                if (Add(Encoding.UTF8.GetString(record), fields)) count++;
        }
        return new(Found.ColumnsOf(fields, count, evidence => evidence.PresentCount), [new("format", "order-log")], count);
    }

    static bool IsMember(string member) => member.IndexOf(':') > 0 && member.TrimStart()[0] is not ('{' or '[' or '"');

    static bool Add(string line, OrderedDictionary<string, Evidence> fields)
    {
        var members = line.Split(" | ");
        if (!members.All(IsMember)) return false;
        foreach (var member in members)
        {
            var colon = member.IndexOf(':');
            var (name, value) = (member[..colon].Trim(), member[(colon + 1)..].Trim());
            if (!fields.TryGetValue(name, out var evidence)) fields[name] = evidence = new();
            if (value.Length == 0) continue;
            evidence.PresentCount++;
            if (value is ['[', .., ']']) AddGroup(value[1..^1], evidence);
            else evidence.Add(value, isText: false);
        }
        return true;
    }

    static void AddGroup(string group, Evidence evidence)
    {
        var entries = group.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var elements = entries.Length == 1 && evidence.Element is null ? null : evidence.Elements();
        foreach (var entry in entries)
        {
            var pairs = Pairs(entry);
            var target = elements ?? evidence;
            if (pairs.Count == 0) (elements ?? evidence.Elements()).Add(entry, isText: false);
            foreach (var (key, value) in pairs)
                if (value.Length > 0) target.Field(key).Add(value, isText: false);
        }
    }

    // A word with a colon and a space behind it is a key; its value reaches to the next one.
    static List<(string Key, string Value)> Pairs(string entry)
    {
        var pairs = new List<(string, string)>();
        var keys = KeyPattern.Find(entry);
        for (var i = 0; i < keys.Count; i++)
        {
            var from = keys[i].Start + keys[i].Name.Length + 1;
            pairs.Add((keys[i].Name, entry[from..(i + 1 < keys.Count ? keys[i + 1].Start : entry.Length)].Trim()));
        }
        return pairs;
    }

    static class KeyPattern
    {
        public static List<(int Start, string Name)> Find(string entry)
        {
            var keys = new List<(int, string)>();
            for (var colon = entry.IndexOf(':'); colon > 0; colon = entry.IndexOf(':', colon + 1))
            {
                if (colon + 1 < entry.Length && entry[colon + 1] != ' ') continue;
                var start = colon;
                while (start > 0 && (char.IsLetterOrDigit(entry[start - 1]) || entry[start - 1] is '_' or '-')) start--;
                if (start < colon && (start == 0 || entry[start - 1] == ' ')) keys.Add((start, entry[start..colon]));
            }
            return keys;
        }
    }
}
