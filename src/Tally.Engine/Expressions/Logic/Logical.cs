using System.Numerics;
using System.Runtime.InteropServices;
using Tally.Engine.Columns;

namespace Tally.Engine.Expressions.Logic;

/// <summary>AND or OR of any number of conditions, three-valued; a condition that may fail is evaluated only for the rows that it can still
/// decide.</summary>
sealed class Logical : Expression
{
    readonly bool _isAnd;
    readonly SelectedRows[] _subsets;
    readonly Column<bool> _result = new();
    int[] _rows = [];

    public Logical(bool isAnd, params Expression[] operands) : base(TypeRules.NullableIfAny(SqlType.Boolean, operands), operands)
    {
        _isAnd = isAnd;
        _subsets = [.. operands.Select(operand => new SelectedRows(operand))];
    }

    public bool IsAnd => _isAnd;

    public override bool CannotFail => Children.All(child => child.CannotFail);

    public override Column Evaluate(Batch batch)
    {
        Start((Column<bool>)Children[0].Evaluate(batch), batch.Count);
        for (var i = 1; i < Children.Count; i++)
        {
            if (Children[i].CannotFail) Merge((Column<bool>)Children[i].Evaluate(batch), batch.Count);
            else MergeOpenRows(batch, _subsets[i]);
        }
        return _result;
    }

    void Start(Column<bool> first, int count)
    {
        _result.Reset(count);
        first.Values.AsSpan(0, count).CopyTo(_result.Values);
        if (first.Nulls is null) return;
        _result.CopyNulls(first.Nulls, count);
        for (var row = 0; row < count; row++)
            if (_result.IsNull(row)) _result.Values[row] = false;
    }

    void Merge(Column<bool> operand, int count)
    {
        if (_result.Nulls is null && operand.Nulls is null)
            MergeBytes(MemoryMarshal.AsBytes(operand.Values.AsSpan(0, count)), MemoryMarshal.AsBytes(_result.Span));
        else
            for (var word = 0; word < Nulls.Words(count); word++) MergeWord(operand, word, Math.Min(64, count - (word << 6)));
    }

    /// <summary>64 rows of which some may be NULL, without a branch for each.</summary>
    void MergeWord(Column<bool> operand, int word, int count)
    {
        var left = MemoryMarshal.AsBytes(_result.Values.AsSpan(word << 6, count));
        var right = MemoryMarshal.AsBytes(operand.Values.AsSpan(word << 6, count));
        var (leftNulls, rightNulls) = (Nulls.Word(_result.Nulls, word), Nulls.Word(operand.Nulls, word));
        if ((leftNulls | rightNulls) == 0)
        {
            MergeBytes(right, left);
            return;
        }
        var deciding = _isAnd ? 0 : 1;
        ulong nulls = 0;
        for (var i = 0; i < count; i++)
        {
            var (x, y) = ((int)(leftNulls >> i) & 1, (int)(rightNulls >> i) & 1);
            var decided = (x ^ 1) & (left[i] ^ deciding ^ 1) | (y ^ 1) & (right[i] ^ deciding ^ 1);
            var isNull = (x | y) & (decided ^ 1);
            nulls |= (ulong)isNull << i;
            left[i] = (byte)((decided ^ deciding ^ 1) & (isNull ^ 1));
        }
        if (_result.Nulls is null && nulls != 0) _result.CopyNulls([], _result.Count);
        if (_result.Nulls is { } target) target[word] = nulls;
    }

    /// <summary>Neither side has NULLs: one instruction for many rows.</summary>
    void MergeBytes(ReadOnlySpan<byte> operand, Span<byte> result)
    {
        var i = 0;
        for (; i <= result.Length - Vector<byte>.Count; i += Vector<byte>.Count)
        {
            var (a, b) = (new Vector<byte>(result[i..]), new Vector<byte>(operand[i..]));
            (_isAnd ? a & b : a | b).CopyTo(result[i..]);
        }
        for (; i < result.Length; i++) result[i] = (byte)(_isAnd ? result[i] & operand[i] : result[i] | operand[i]);
    }

    void MergeOpenRows(Batch batch, SelectedRows operand)
    {
        if (_rows.Length < batch.Count) _rows = new int[batch.Count];
        var open = 0;
        for (var row = 0; row < batch.Count; row++)
            if (_result.IsNull(row) || _result.Values[row] == _isAnd) _rows[open++] = row;
        if (open == 0) return;
        var rows = _rows.AsSpan(0, open);
        var values = (Column<bool>)operand.Evaluate(batch, rows);
        for (var i = 0; i < rows.Length; i++) MergeRow(rows[i], values, i);
    }

    void MergeRow(int row, Column<bool> operand, int index)
    {
        var (leftNull, rightNull) = (_result.IsNull(row), operand.IsNull(index));
        var decided = (!leftNull && _result.Values[row] != _isAnd) || (!rightNull && operand.Values[index] != _isAnd);
        var isNull = !decided && (leftNull || rightNull);
        _result.Values[row] = !isNull && decided != _isAnd;
        if (isNull) _result.SetNull(row);
        else if (leftNull) _result.Nulls![row >> 6] &= ~(1UL << row);
    }

    public override Expression WithChildren(Expression[] children) => new Logical(_isAnd, children) { Span = Span };

    public override string ToString() => $"({string.Join(_isAnd ? " AND " : " OR ", Children)})";
}
