using System.Numerics;
using Tally.Engine.Columns;

namespace Tally.Engine.Operators.Aggregation.Accumulators;

/// <summary>The sums that a variance of exact numbers needs: of the values, and of their squares.</summary>
struct ExactMoments
{
    public Int128 Sum;
    public Int128 Squares;
    public long Count;
}

/// <summary>The family over integers and DECIMAL. As in Flink every step is done in the type of the result: integers wrap around and are cut, DECIMAL is rounded to six digits.</summary>
sealed class ExactDeviationAccumulator(int argument, SqlType type) : CellAccumulator<ExactMoments>
{
    const int Digits = 6;

    static readonly BigInteger s_unit = BigInteger.Pow(10, Digits);

    readonly bool _isDecimal = type.Kind == TypeKind.Decimal;

    public override void Add(Batch batch, ReadOnlySpan<int> slots) => Change(batch.Columns[argument], slots, 1);

    public override void Retract(Batch batch, ReadOnlySpan<int> slots) => Change(batch.Columns[argument], slots, -1);

    void Change(Column column, ReadOnlySpan<int> slots, int sign)
    {
        for (var i = 0; i < slots.Length; i++)
        {
            if (slots[i] == 0) continue;
            var value = Value(column, i);
            ref var cell = ref Cells[slots[i]];
            cell.Sum += sign * (Int128)value;
            cell.Squares += sign * (Int128)Product(value, value);
            cell.Count += sign;
        }
    }

    BigInteger Value(Column column, int row)
    {
        var value = column switch
        {
            Column<int> ints => ints.Values[row],
            Column<long> longs => longs.Values[row],
            _ => (BigInteger)((Column<Int128>)column).Values[row],
        };
        if (!_isDecimal) return value;
        return type.Scale <= Digits ? value * BigInteger.Pow(10, Digits - type.Scale) : Quotient(value, BigInteger.Pow(10, type.Scale - Digits));
    }

    BigInteger Product(BigInteger left, BigInteger right) => _isDecimal ? Quotient(left * right, s_unit) : Wrapped(left * right, type.Kind);

    // Half up for DECIMAL, cut for integers.
    BigInteger Quotient(BigInteger dividend, BigInteger divisor)
    {
        var quotient = BigInteger.DivRem(dividend, divisor, out var rest);
        return _isDecimal && BigInteger.Abs(rest) * 2 >= divisor ? quotient + dividend.Sign : quotient;
    }

    static BigInteger Wrapped(BigInteger value, TypeKind kind) => kind switch
    {
        TypeKind.TinyInt => (sbyte)(byte)(value & byte.MaxValue),
        TypeKind.SmallInt => (short)(ushort)(value & ushort.MaxValue),
        TypeKind.Int => (int)(uint)(value & uint.MaxValue),
        _ => (long)(ulong)(value & ulong.MaxValue),
    };

    public override void Merge(ReadOnlySpan<int> into, ReadOnlySpan<int> from)
    {
        for (var i = 0; i < into.Length; i++)
        {
            ref var cell = ref Cells[into[i]];
            var other = Cells[from[i]];
            cell.Sum += other.Sum;
            cell.Squares += other.Squares;
            cell.Count += other.Count;
        }
    }

    public override void Write(AggregateCall call, ReadOnlySpan<int> slots, Column into)
    {
        foreach (var slot in slots)
        {
            var divisor = Deviation.IsSample(call) ? Cells[slot].Count - 1 : Cells[slot].Count;
            if (divisor <= 0) into.AppendNull();
            else if (_isDecimal) AppendDecimal(call, Variance(Cells[slot], divisor), (Column<Int128>)into);
            else AppendInteger(call, Variance(Cells[slot], divisor), into);
        }
    }

    BigInteger Variance(ExactMoments cell, long divisor)
    {
        var sum = _isDecimal ? (BigInteger)cell.Sum : Wrapped(cell.Sum, type.Kind);
        var squares = _isDecimal ? (BigInteger)cell.Squares : Wrapped(cell.Squares, type.Kind);
        return Quotient(squares - Quotient(Product(sum, sum), cell.Count), divisor);
    }

    static void AppendDecimal(AggregateCall call, BigInteger variance, Column<Int128> into)
    {
        var scaled = Deviation.IsRoot(call)
            ? (BigInteger)Math.Round(Math.Sqrt((double)variance / (double)s_unit) * (double)s_unit, MidpointRounding.AwayFromZero)
            : variance;
        into.Append((Int128)(scaled * BigInteger.Pow(10, Math.Max(0, call.Type.Scale - Digits))));
    }

    static void AppendInteger(AggregateCall call, BigInteger variance, Column into)
    {
        var result = Wrapped(Deviation.IsRoot(call) ? (BigInteger)Math.Sqrt(Math.Max(0, (double)variance)) : variance, call.Type.Kind);
        if (into is Column<long> longs) longs.Append((long)result);
        else ((Column<int>)into).Append((int)result);
    }
}
