using System.Globalization;
using Tally.Engine.Catalog;
using Tally.Engine.Columns;

namespace Tally.Results.Redis;

/// <summary>The name of a key with columns in it: shop:gmv:{window_start}, or {window_start:yyyyMMddHHmm} for times.</summary>
sealed class RedisKeyPattern
{
    readonly List<(string Text, int Column, string? Format)> _parts = [];
    readonly Schema _schema;
    object?[]? _lastValues;
    string _lastKey = "";

    /// <exception cref="OptionException">A brace is not closed, or names no column.</exception>
    public RedisKeyPattern(string pattern, Schema schema)
    {
        Text = pattern;
        _schema = schema;
        for (var at = 0; at < pattern.Length;)
        {
            var open = pattern.IndexOf('{', at);
            if (open < 0) open = pattern.Length;
            if (open > at) _parts.Add((pattern[at..open], -1, null));
            if (open == pattern.Length) break;
            var close = pattern.IndexOf('}', open);
            if (close < 0) throw new OptionException($"'{pattern}' has a brace that is not closed");
            var (name, format) =
                pattern[(open + 1)..close].Split(':', 2) is [var first, var second] ? (first, second) : (pattern[(open + 1)..close], null);
            var column = schema.IndexOf(name);
            if (column < 0) throw new OptionException($"'{pattern}' names {name}, which is no column");
            if (format is not null && !schema[column].Type.IsTimestamp && schema[column].Type.Kind != TypeKind.Date)
                throw new OptionException($"'{pattern}' has a format for {name}, which is no time");
            if (_parts.Count > 0 && _parts[^1].Column >= 0)
                throw new OptionException($"'{pattern}' has nothing between two columns, so different rows would have the same key");
            _parts.Add(("", column, format));
            at = close + 1;
        }
        Columns = [.. _parts.Where(part => part.Column >= 0).Select(part => part.Column).Distinct()];
    }

    public string Text { get; }

    /// <summary>The columns in it.</summary>
    public IReadOnlyList<int> Columns { get; }

    /// <summary>The key of a row.</summary>
    public string Of(object?[] row)
    {
        // Rows that follow each other often have the same key: those of one window.
        var isSame = _lastValues is not null;
        for (var i = 0; isSame && i < Columns.Count; i++) isSame = Equals(row[Columns[i]], _lastValues![i]);
        if (isSame) return _lastKey;
        _lastValues = [.. Columns.Select(column => row[column])];
        return _lastKey = string.Concat(_parts.Select((part, i) => part.Column < 0 ? part.Text : Value(row[part.Column], part, i)));
    }

    // Times as 2025-11-11T00:00:00, unless a format is given: a blank would be awkward in a key. What stands behind a column in the pattern
    // is escaped in its
    // text, so that different rows have different keys.
    string Value(object? value, (string Text, int Column, string? Format) part, int place)
    {
        if (part.Format is not null && value is string time && DateTime.TryParse(time, CultureInfo.InvariantCulture, out var parsed))
            return parsed.ToString(part.Format, CultureInfo.InvariantCulture);
        if (_schema[part.Column].Type.IsTimestamp)
            return RedisTable.TextOf(value).Replace(' ', 'T').Replace(".000", "", StringComparison.Ordinal);
        var next = place + 1 < _parts.Count && _parts[place + 1].Column < 0 && _parts.Skip(place + 1).Any(other => other.Column >= 0)
            ? _parts[place + 1].Text[..1]
            : "";
        return RedisTable.Escape(value, next);
    }
}
