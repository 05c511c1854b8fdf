using System.Globalization;
using System.Text;
using Tally.Engine.Columns;
using Tally.Engine.Expressions.Json;
using Tally.Engine.Expressions.Kernels;
using Tally.Engine.Sql;

namespace Tally.Engine.Expressions;

/// <summary>A constant of any type. The column it gives is filled once and only made longer when a batch needs it.</summary>
sealed class Literal : Expression
{
    readonly Column _row;
    Column? _filled;
    int _filledCount;

    /// <summary>A constant whose value is the only row of a column, which it owns from now on.</summary>
    public Literal(SqlType type, Column row) : base(type) => _row = row;

    /// <summary>The value as a column of one row.</summary>
    public Column Row => _row;

    public bool IsNull => _row.IsNull(0);

    public static Literal Null(SqlType type)
    {
        var row = Column.For(type);
        row.Reset(0);
        row.AppendNull();
        return new(type.WithNullable(true), row);
    }

    public static Literal Of(bool value) => Of(SqlType.Boolean, value);

    public static Literal Of(int value) => Of(SqlType.Int, value);

    public static Literal Of(long value) => Of(SqlType.BigInt, value);

    public static Literal Of(double value) => Of(SqlType.Double, value);

    /// <summary>Text as a literal has it: CHAR of its length.</summary>
    public static Literal Of(string value) => Of(SqlType.Char(value.Length), Encoding.UTF8.GetBytes(value));

    public static Literal Of(SqlType type, ReadOnlySpan<byte> bytes)
    {
        var row = new StringColumn();
        row.Append(bytes);
        return new(type.WithNullable(false), row);
    }

    /// <summary>A constant of a type whose values are of fixed size; the value must be of the kind that <see cref="SqlType"/> states for
    /// it.</summary>
    public static Literal Of<T>(SqlType type, T value) where T : unmanaged
    {
        var row = new Column<T>();
        row.Append(value);
        return new(type.WithNullable(false), row);
    }

    /// <summary>The value of a fixed-size constant.</summary>
    public T Value<T>() where T : unmanaged => ((Column<T>)_row).Values[0];

    /// <summary>The bytes of a text or binary constant.</summary>
    public ReadOnlySpan<byte> Bytes => ((StringColumn)_row)[0];

    /// <summary>The text of a text constant.</summary>
    public string Text => Encoding.UTF8.GetString(Bytes);

    /// <summary>The value of an integer, date, time, interval, or TIMESTAMP(≤3) constant.</summary>
    public long Int64 => _row switch
    {
        Column<int> ints => ints.Values[0],
        Column<long> longs => longs.Values[0],
        Column<Int128> wides => (long)wides.Values[0],
        _ => throw new InvalidOperationException($"{this} is no integer"),
    };

    public override bool CannotFail => true;

    public override Column Evaluate(Batch batch)
    {
        if (_filled is null || _filledCount < batch.Count) Fill(Math.Max(batch.Count, _filledCount * 2));
        _filled!.Count = batch.Count;
        return _filled;
    }

    void Fill(int count)
    {
        _filled = _row.NewEmpty();
        for (var i = 0; i < count; i++) _filled.Append(_row, 0);
        _filledCount = count;
    }

    /// <summary>The same constant with a place.</summary>
    public Literal At(TextSpan span)
    {
        Span = span;
        return this;
    }

    /// <summary>The same constant under another type that lies the same way in a column.</summary>
    public Literal As(SqlType type) => new(type, _row);

    public override Expression WithChildren(Expression[] children) => new Literal(Type, _row) { Span = Span };

    string Nested()
    {
        var output = new TextOutput();
        JsonPrinter.Write(_row, 0, Type, output);
        return Encoding.UTF8.GetString(output.Written);
    }

    public override string ToString()
    {
        var text = IsNull ? "NULL" : _row switch
        {
            Column<bool> bools => bools[0] ? "TRUE" : "FALSE",
            Column<int> ints => ints[0].ToString(CultureInfo.InvariantCulture),
            Column<long> longs => longs[0].ToString(CultureInfo.InvariantCulture),
            Column<Int128> wides => wides[0].ToString(CultureInfo.InvariantCulture),
            Column<float> floats => floats[0].ToString("R", CultureInfo.InvariantCulture),
            Column<double> doubles => doubles[0].ToString("R", CultureInfo.InvariantCulture),
            StringColumn when Type.IsText => $"'{Text.Replace("'", "''")}'",
            StringColumn => $"X'{Convert.ToHexString(Bytes)}'",
            _ => Nested(),
        };
        return Type.Kind is TypeKind.Boolean or TypeKind.Int or TypeKind.Char && !IsNull ? text : $"{text}:{Type.WithNullable(true)}";
    }
}
