using Tally.Engine.Columns;
using Tally.Engine.Expressions.Json;
using Tally.Engine.Expressions.Kernels;

namespace Tally.Engine.Operators.Aggregation.Accumulators;

/// <summary>JSON_OBJECTAGG: the keys in order, each once; NULL is kept unless ABSENT ON NULL.</summary>
sealed class JsonObjectResult : ListResult
{
    public override void Append(AggregateCall call, Column[] arguments, Column into)
    {
        var keys = (StringColumn)arguments[0];
        var rows = new SortedDictionary<byte[], int>(ValueAccess.Text.Order);
        for (var row = 0; row < keys.Count; row++)
        {
            if (call.Clause == "ABSENT ON NULL" && arguments[1].IsNull(row)) continue;
            if (!rows.TryAdd(keys[row].ToArray(), row))
                throw new Expressions.EvaluationException(
                    $"JSON_OBJECTAGG: the key '{System.Text.Encoding.UTF8.GetString(keys[row])}' comes twice in a group, keys must be "
                        + "unique");
        }
        var output = new TextOutput();
        var separator = (byte)'{';
        foreach (var (_, row) in rows)
        {
            output.Write(separator);
            JsonPrinter.Write(keys, row, call.ArgumentTypes[0], output);
            output.Write((byte)':');
            JsonPrinter.Write(arguments[1], row, call.ArgumentTypes[1], output);
            separator = (byte)',';
        }
        if (rows.Count == 0) output.Write(separator);
        output.Write((byte)'}');
        ((StringColumn)into).Append(output.Written);
    }
}

/// <summary>JSON_ARRAYAGG: in the order of arrival; NULL is left out unless NULL ON NULL.</summary>
sealed class JsonArrayResult : ListResult
{
    public override bool SkipsNulls => false;

    public override void Append(AggregateCall call, Column[] arguments, Column into)
    {
        var output = new TextOutput();
        output.Write((byte)'[');
        for (var row = 0; row < arguments[0].Count; row++)
        {
            if (call.Clause != "NULL ON NULL" && arguments[0].IsNull(row)) continue;
            if (output.Written.Length > 1) output.Write((byte)',');
            JsonPrinter.Write(arguments[0], row, call.ArgumentTypes[0], output);
        }
        output.Write((byte)']');
        ((StringColumn)into).Append(output.Written);
    }
}
