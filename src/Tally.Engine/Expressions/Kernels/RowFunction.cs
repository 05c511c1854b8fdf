using Tally.Engine.Columns;

namespace Tally.Engine.Expressions.Kernels;

/// <summary>Computes the value of one row; false gives NULL.</summary>
delegate bool RowKernel<T>(Column[] arguments, int row, out T result);

/// <summary>Writes the text or bytes of one row; false gives NULL.</summary>
delegate bool TextKernel(Column[] arguments, int row, TextOutput output);

/// <summary>Appends one row to an array or map column (without ending it); false, before anything is appended, gives NULL.</summary>
delegate bool CollectionKernel(Column[] arguments, int row, Column result);

/// <summary>A function called row by row: what is not worth a kernel of its own. A NULL argument gives NULL unless it takes
/// NULLs.</summary>
abstract class RowFunction(string name, SqlType type, Expression[] arguments, bool takesNulls) : Expression(type, arguments)
{
    readonly Column[] _columns = new Column[arguments.Length];
    ulong[] _missing = [];

    protected string Name { get; } = name;

    protected bool TakesNulls { get; } = takesNulls;

    /// <summary>Evaluates the arguments, then the function for each row whose arguments are there.</summary>
    protected void Run(Batch batch)
    {
        ulong[]? missing = null;
        for (var i = 0; i < _columns.Length; i++)
        {
            _columns[i] = Children[i].Evaluate(batch);
            if (!TakesNulls) missing = Nulls.Either(missing, _columns[i].Nulls, batch.Count, ref _missing);
        }
        Begin(batch.Count);
        var row = 0;
        try
        {
            for (; row < batch.Count; row++)
                if ((Nulls.Word(missing, row >> 6) >> row & 1) != 0 || !Compute(_columns, row)) SetMissing(row);
        }
        catch (EvaluationException failure) when (failure.Row < 0)
        {
            throw failure.At(Span, row);
        }
        catch (Exception fault) when (fault is ArithmeticException or ArgumentException or InvalidOperationException or FormatException
            or IndexOutOfRangeException)
        {
            throw new EvaluationException($"{Name} cannot be computed of these values: {fault.Message}", Span, row);
        }
    }

    protected abstract void Begin(int count);

    protected abstract bool Compute(Column[] columns, int row);

    protected abstract void SetMissing(int row);

    public override string ToString() => ExpressionText.Call(Name, Children);
}

/// <summary>A function with a result of fixed size.</summary>
sealed class FixedFunction<T>(string name, SqlType type, Expression[] arguments, Func<RowKernel<T>> kernel, bool takesNulls = false)
    : RowFunction(name, type, arguments, takesNulls) where T : unmanaged
{
    readonly Column<T> _result = new();
    readonly RowKernel<T> _kernel = kernel();

    public override Column Evaluate(Batch batch)
    {
        Run(batch);
        return _result;
    }

    protected override void Begin(int count) => _result.Reset(count);

    protected override bool Compute(Column[] columns, int row) => _kernel(columns, row, out _result.Values[row]);

    protected override void SetMissing(int row) => _result.SetNull(row);

    public override Expression WithChildren(Expression[] children) =>
        new FixedFunction<T>(Name, Type, children, kernel, TakesNulls) { Span = Span };
}

/// <summary>A function with a result of text or bytes.</summary>
sealed class TextFunction(string name, SqlType type, Expression[] arguments, Func<TextKernel> kernel, bool takesNulls = false)
    : RowFunction(name, type, arguments, takesNulls)
{
    readonly StringColumn _result = new();
    readonly TextOutput _output = new();
    readonly TextKernel _kernel = kernel();

    public override Column Evaluate(Batch batch)
    {
        Run(batch);
        return _result;
    }

    protected override void Begin(int count)
    {
        _result.Reset(count);
        (_output.Column, _output.Start) = (_result, 0);
    }

    protected override bool Compute(Column[] columns, int row)
    {
        if (!_kernel(columns, row, _output)) return false;
        _result.Starts[row] = _output.Start;
        _result.Lengths[row] = _result.ByteCount - _output.Start;
        _output.Start = _result.ByteCount;
        return true;
    }

    protected override void SetMissing(int row)
    {
        _result.ByteCount = _output.Start;
        (_result.Starts[row], _result.Lengths[row]) = (0, 0);
        _result.SetNull(row);
    }

    public override Expression WithChildren(Expression[] children) =>
        new TextFunction(Name, Type, children, kernel, TakesNulls) { Span = Span };
}

/// <summary>A function with a result that is an array or a map.</summary>
sealed class CollectionFunction(string name, SqlType type, Expression[] arguments, Func<CollectionKernel> kernel, bool takesNulls = false)
    : RowFunction(name, type, arguments, takesNulls)
{
    readonly Column _result = Column.For(type);
    readonly CollectionKernel _kernel = kernel();

    public override Column Evaluate(Batch batch)
    {
        Run(batch);
        return _result;
    }

    protected override void Begin(int count) => _result.Reset(0);

    protected override bool Compute(Column[] columns, int row)
    {
        if (!_kernel(columns, row, _result)) return false;
        if (_result is ArrayColumn array) array.EndRow();
        else ((MapColumn)_result).EndRow();
        return true;
    }

    protected override void SetMissing(int row) => _result.AppendNull();

    public override Expression WithChildren(Expression[] children) =>
        new CollectionFunction(Name, Type, children, kernel, TakesNulls) { Span = Span };
}
