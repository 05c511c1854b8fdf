using System.Text;
using System.Text.Json;
using Tally.Engine.Catalog;
using Tally.Engine.Columns;
using Tally.Engine.Formats;
using Tally.Engine.Sql;
using Tally.Log;

namespace Tally.Engine.Execution;

/// <summary>Looks at the first records of a table for columns that none of them has a value for: most likely a name that was
/// mistyped.</summary>
/// <param name="tell">Takes a sentence for each such column, once.</param>
sealed class MissingFields(StreamPlan plan, Action<string> tell)
{
    const int EnoughRows = 1000, KeptRecords = 50, ShownNames = 12;

    readonly bool[] _isSeen = new bool[plan.Decoded.Length];
    readonly SortedSet<string> _names = new(StringComparer.Ordinal);
    int _rows;
    int _records;

    /// <summary>Whether all has been said.</summary>
    public bool IsDone { get; private set; } = plan.Decoded.IsEmpty;

    /// <summary>Takes decoded records.</summary>
    public void Take(RecordBlock block, DecodedRows rows)
    {
        for (var i = 0; i < _isSeen.Length && i < rows.Columns.Length; i++) _isSeen[i] |= HasValue(rows.Columns[i], rows.Count);
        if (plan.Table.Options.GetValueOrDefault("format", plan.Table.Options.GetValueOrDefault("value.format", "")) == "json")
            for (var record = 0; record < block.Count && _records < KeptRecords; record++, _records++) AddNames(block.Value(record));
        _rows += rows.Count;
        if (_rows >= EnoughRows || _isSeen.All(seen => seen)) End();
    }

    /// <summary>There are no more records.</summary>
    public void End()
    {
        if (IsDone) return;
        IsDone = true;
        if (_rows == 0) return;
        for (var i = 0; i < _isSeen.Length; i++)
            if (!_isSeen[i]) tell(Sentence(plan.Table.Columns[plan.Decoded[i]]));
    }

    static bool HasValue(Column column, int count)
    {
        for (var row = 0; row < count; row++)
            if (!column.IsNull(row)) return true;
        return false;
    }

    string Sentence(TableColumnDefinition column)
    {
        var known =
            _names.Count == 0 ? "" : $"; they have {string.Join(", ", _names.Take(ShownNames))}{(_names.Count > ShownNames ? ", …" : "")}";
        var near = NearNames.HintQuoted(column.Name, _names) is { } hint ? $" ({hint})" : "";
        return _names.Count > 0 && !_names.Contains(column.Name)
            ? $"table {plan.Table.Name}: no record has the field '{column.Name}'{near}{known}"
            : $"table {plan.Table.Name}: '{column.Name}' is NULL in "
                + $"{(_rows >= EnoughRows ? $"the first {_rows:n0} rows" : $"all {_rows:n0} rows")}";
    }

    void AddNames(ReadOnlySpan<byte> record)
    {
        try
        {
            var reader = new Utf8JsonReader(record);
            while (reader.Read())
                if (reader is { TokenType: JsonTokenType.PropertyName, CurrentDepth: 1 })
                    _names.Add(Encoding.UTF8.GetString(reader.ValueSpan));
        }
        catch (JsonException)
        {
            // A broken record is reported where it is decoded.
        }
    }
}
