using System.Text.Json;
using Tally.Engine.Columns;
using Tally.Engine.Expressions.Casting;
using Tally.Engine.Expressions.Json.Paths;
using Tally.Engine.Expressions.Kernels;

namespace Tally.Engine.Expressions.Json;

/// <summary>JSON_VALUE: a scalar, or what ON EMPTY and ON ERROR say.</summary>
sealed class JsonValue : Expression
{
    readonly string _name;
    readonly JsonBehaviour _onEmpty;
    readonly JsonBehaviour _onError;
    readonly LastValueCache<JsonPath> _paths = new(JsonPath.Parse);
    readonly Column _result;

    public JsonValue(string name, SqlType type, Expression json, Expression path, JsonBehaviour onEmpty, JsonBehaviour onError)
        : base(type, [json, path, .. Defaults(onEmpty, onError)])
    {
        (_name, _onEmpty, _onError) = (name, onEmpty, onError);
        _result = Column.For(type);
    }

    static IEnumerable<Expression> Defaults(params JsonBehaviour[] behaviors) =>
        behaviors.Where(behavior => behavior.Default is not null).Select(behavior => behavior.Default!);

    public override Column Evaluate(Batch batch)
    {
        var (json, paths) = (Children[0].Evaluate(batch), Children[1].Evaluate(batch));
        var (empty, error) = (_onEmpty.Default?.Evaluate(batch), _onError.Default?.Evaluate(batch));
        _result.Reset(0);
        for (var row = 0; row < batch.Count; row++)
        {
            if (json.IsNull(row) || paths.IsNull(row)) _result.AppendNull();
            else Append(json.Text(row), _paths.Get(paths.Text(row)), row, empty, error);
        }
        return _result;
    }

    void Append(ReadOnlySpan<byte> json, JsonPath path, int row, Column? empty, Column? error)
    {
        using var document = JsonReading.Parse(json);
        var finding = path.In(document);
        if (finding.IsError) Otherwise(_onError, $"ERROR{path.Explanation}", row, error);
        else if (finding.IsNull || (path.IsLax && !finding.Value.IsScalar)) Otherwise(_onEmpty, "EMPTY", row, empty);
        else if (!finding.Value.IsScalar || !TryAppend(finding.Value)) Otherwise(_onError, "ERROR", row, error);
    }

    void Otherwise(JsonBehaviour behavior, string on, int row, Column? @default)
    {
        if (behavior.Kind == "ERROR") throw new EvaluationException($"JSON_VALUE: the path finds no scalar (ERROR ON {on})", Span, row);
        if (@default is null) _result.AppendNull();
        else _result.Append(@default, row);
    }

    /// <summary>Appends the scalar in the type of the result; false when it has another type.</summary>
    bool TryAppend(JsonItem value)
    {
        var text = System.Text.Encoding.UTF8.GetBytes(value.Scalar);
        switch (_result)
        {
            case StringColumn texts:
                texts.Append(text);
                return true;
            case Column<bool> bools when value.Kind is JsonValueKind.True or JsonValueKind.False or JsonValueKind.String
                && NumberParser.TryBoolean(text, out var truth):
                bools.Append(truth);
                return true;
            case Column<int> ints when NumberParser.TryInteger(text, int.MinValue, int.MaxValue, out var whole):
                ints.Append((int)whole);
                return true;
            case Column<double> doubles when value.Kind is JsonValueKind.Number or JsonValueKind.String
                && NumberParser.TryDouble(text, out var number):
                doubles.Append(number);
                return true;
            default: return false;
        }
    }

    public override Expression WithChildren(Expression[] children)
    {
        var next = 2;
        return new JsonValue(_name, Type, children[0], children[1], Replaced(_onEmpty, children, ref next),
            Replaced(_onError, children, ref next)) { Span = Span };
    }

    static JsonBehaviour Replaced(JsonBehaviour behavior, Expression[] children, ref int next) =>
        behavior.Default is null ? behavior : behavior with { Default = children[next++] };

    public override string ToString() => $"{_name}({Children[0]}, {Children[1]})";
}
