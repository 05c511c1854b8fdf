using Tally.Engine.Columns;

namespace Tally.Engine.Operators.Aggregation.Accumulators;

/// <summary>Chooses the accumulator of a call. Calls with the same <see cref="SharingKey"/> share one.</summary>
static class AccumulatorFactory
{
    /// <summary>Names the state that a call needs: function family, argument, filter, DISTINCT.</summary>
    public static string SharingKey(AggregateCall call, bool retracts)
    {
        var family = call.Function switch
        {
            "AVG" when call.ArgumentTypes[0].Kind != TypeKind.Float => "SUM",
            "STDDEV_POP" or "STDDEV_SAMP" or "VAR_POP" or "VAR_SAMP" => "VAR",
            _ => call.Function,
        };
        if (call.IsDistinct && !retracts) family = SkipsNulls(call) ? "DISTINCT" : "DISTINCT AND NULL";
        else if (call.IsDistinct) family = "DISTINCT " + family;
        return $"{family}({string.Join(',', call.Arguments)}) {call.Clause} FILTER {call.Filter}";
    }

    /// <summary>An accumulator for the call.</summary>
    /// <param name="retracts">Whether rows are taken back.</param>
    public static Accumulator Create(AggregateCall call, bool retracts)
    {
        if (!call.IsDistinct) return CreatePlain(call, retracts);
        return retracts ? new CountedDistinctAccumulator(call, SkipsNulls(call)) : new DistinctAccumulator(call, SkipsNulls(call));
    }

    /// <summary>Whether rows whose first argument is NULL do not count.</summary>
    static bool SkipsNulls(AggregateCall call) => call.Function is not ("ARRAY_AGG" or "JSON_ARRAYAGG" or "SINGLE_VALUE");

    /// <summary>The same without regard to DISTINCT.</summary>
    public static Accumulator CreatePlain(AggregateCall call, bool retracts) => call.Function switch
    {
        "COUNT" or "ROW_NUMBER" => new CountAccumulator(),
        "SUM" or "AVG" => Sum(call),
        "MIN" or "MAX" => retracts ? RetractableExtreme(call) : Extreme(call),
        "STDDEV_POP" or "STDDEV_SAMP" or "VAR_POP" or "VAR_SAMP" =>
            new DeviationAccumulator(call.Arguments[0], call.ArgumentTypes[0]),
        "FIRST_VALUE" or "LAST_VALUE" when !retracts =>
            new FirstLastAccumulator(call.Arguments[0], call.ArgumentTypes[0], call.Function == "LAST_VALUE"),
        _ => new ListAccumulator(call),
    };

    static Accumulator Sum(AggregateCall call) => call.ArgumentTypes[0].Kind switch
    {
        TypeKind.Decimal when call.ArgumentTypes[0].IsWide => new DecimalSumAccumulator(call.Arguments[0]),
        TypeKind.Decimal => new NarrowDecimalSumAccumulator(call.Arguments[0]),
        TypeKind.Double => new DoubleSumAccumulator(call.Arguments[0], false),
        TypeKind.Float => new DoubleSumAccumulator(call.Arguments[0], call.Function == "SUM"),
        _ => new LongSumAccumulator(call.Arguments[0]),
    };

    static Accumulator Extreme(AggregateCall call) => Column.For(call.ArgumentTypes[0]) switch
    {
        Column<int> => Extreme<int>(call),
        Column<long> => Extreme<long>(call),
        Column<Int128> => Extreme<Int128>(call),
        Column<double> => Extreme<double>(call),
        Column<float> => Extreme<float>(call),
        Column<bool> => Extreme<bool>(call),
        _ => new TextExtremeAccumulator(call.Arguments[0], call.Function == "MAX"),
    };

    static Accumulator Extreme<T>(AggregateCall call) where T : unmanaged, IComparable<T> =>
        call.Function == "MAX"
            ? new ExtremeAccumulator<T, Greatest>(call.Arguments[0])
            : new ExtremeAccumulator<T, Smallest>(call.Arguments[0]);

    static Accumulator RetractableExtreme(AggregateCall call) => Column.For(call.ArgumentTypes[0]) switch
    {
        Column<int> => RetractableExtreme<int>(call),
        Column<long> => RetractableExtreme<long>(call),
        Column<Int128> => RetractableExtreme<Int128>(call),
        Column<double> => RetractableExtreme<double>(call),
        Column<float> => RetractableExtreme<float>(call),
        Column<bool> => RetractableExtreme<bool>(call),
        _ => new RetractableExtremeAccumulator<byte[]>(call.Arguments[0], call.Function == "MAX", ValueAccess.Text),
    };

    static Accumulator RetractableExtreme<T>(AggregateCall call) where T : unmanaged, IComparable<T> =>
        new RetractableExtremeAccumulator<T>(call.Arguments[0], call.Function == "MAX", ValueAccess.Fixed<T>());
}
