using System.Text;
using Tally.Engine.Columns;
using Tally.Engine.Expressions;
using Tally.Engine.Expressions.Functions;
using Tally.Engine.Sql;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Tests.Expressions;

/// <summary>Evaluates SQL expression texts over small tables, whole and one row at a time; both must agree.</summary>
sealed class Eval : IExpressionScope
{
    readonly List<(string Name, Column Values, SqlType Type)> _columns = [];

    BindingContext _context = new();

    public static Eval Zone(string zone) => new() { _context = new() { TimeZone = TimeZoneInfo.FindSystemTimeZoneById(zone) } };

    /// <summary>Adds a column; the values are texts that are cast to the type, null for NULL.</summary>
    public Eval With(string name, SqlType type, params string?[] values)
    {
        var texts = new StringColumn();
        foreach (var value in values)
        {
            if (value is null) texts.AppendNull();
            else texts.Append(Encoding.UTF8.GetBytes(value));
        }
        var cast = Casts.Create(new ColumnReference(0, name, SqlType.String), type, isTry: false, _context.TimeZone);
        return With(name, cast.Evaluate(new() { Count = values.Length, Columns = [texts] }), type);
    }

    public Eval With(string name, Column values, SqlType type)
    {
        _columns.Add((name, values, type));
        return this;
    }

    public Expression? TryBind(SqlExpression node, ExpressionBinder binder) => null;

    public Expression BindName(NameExpression name)
    {
        var index = _columns.FindIndex(column => column.Name == name.Parts[0].Name);
        if (index < 0) throw new SqlException(ErrorCode.UnknownColumn, name.Span, $"no column {name.Parts[0].Name}");
        return FieldAccess.Path(new ColumnReference(index, _columns[index].Name, _columns[index].Type), name.Parts.AsSpan()[1..]);
    }

    public Expression Bind(string sql) => new ExpressionBinder(this, _context).Bind(Parser.ParseExpression(new("test", sql)));

    /// <summary>The type of an expression as Flink writes it.</summary>
    public string Type(string sql) => Bind(sql).Type.ToString();

    /// <summary>The values as text, NULL as "NULL".</summary>
    public string[] Values(string sql)
    {
        var bound = Bind(sql);
        var count = _columns.Count == 0 ? 1 : _columns[0].Values.Count;
        var all = Texts(bound, new() { Count = count, Columns = [.. _columns.Select(column => column.Values)] });
        if (!bound.IsDeterministic) return all;
        var copy = ExpressionCopy.Of(bound);
        for (var row = 0; row < count; row++)
        {
            var one = Texts(copy, new() { Count = 1, Columns = [.. _columns.Select(column => column.Values.Gather([row]))] });
            Xunit.Assert.Equal(all[row], one[0]);
        }
        return all;
    }

    /// <summary>The value over no columns.</summary>
    public string Value(string sql) => Values(sql)[0];

    string[] Texts(Expression bound, Batch batch)
    {
        var text = Casts.Create(bound, SqlType.String, isTry: false, _context.TimeZone);
        var values = (StringColumn)text.Evaluate(batch);
        var texts = new string[batch.Count];
        for (var row = 0; row < texts.Length; row++) texts[row] = values.IsNull(row) ? "NULL" : Encoding.UTF8.GetString(values[row]);
        return texts;
    }

    /// <summary>The message of the error that binding gives.</summary>
    public SqlError Refused(string sql) => Xunit.Assert.Throws<SqlException>(() => Bind(sql)).Errors[0];

    /// <summary>The failure that evaluation gives.</summary>
    public EvaluationException Fails(string sql) => Xunit.Assert.Throws<EvaluationException>(() => Values(sql));

    public static Eval Empty => new();
}
