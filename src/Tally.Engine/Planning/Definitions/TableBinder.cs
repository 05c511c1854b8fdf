using System.Collections.Immutable;
using Tally.Engine.Catalog;
using Tally.Engine.Columns;
using Tally.Engine.Expressions;
using Tally.Engine.Sql;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Planning.Definitions;

/// <summary>Turns CREATE TABLE into a table definition. Reports all columns that are wrong, not only the first.</summary>
sealed class TableBinder
{
    readonly CreateTableStatement _statement;
    readonly BindingContext _context;
    readonly ImmutableArray<TableColumn> _written;
    readonly TableColumnDefinition?[] _columns;
    readonly List<SqlError> _errors = [];

    public TableBinder(CreateTableStatement statement, BindingContext context)
    {
        _statement = statement;
        _context = context with { Errors = _errors };
        _written = statement.Columns;
        _columns = new TableColumnDefinition?[_written.Length];
    }

    public TableDefinition Bind()
    {
        RefuseUnsupported();
        FindDuplicates();
        ForEach(column => column.Expression is null, BindStored);
        var key = Guard(BindKey, []);
        foreach (var name in _statement.PartitionedBy) Guard(() => Find(name, "PARTITIONED BY"), -1);
        ThrowIfWrong();
        ForEach(column => column.Expression is not null, BindComputed);
        ThrowIfWrong();
        var (index, watermark, delay) = BindWatermark();
        ThrowIfWrong();
        if (watermark is not null) MarkTimeAttribute(index);
        return new TableDefinition(_statement.Name.Name, [.. _columns.Select(column => column!)], index, watermark, delay, key,
            BindOptions(), _statement);
    }

    void RefuseUnsupported()
    {
        if (_statement.AsQuery is { } query)
            throw new SqlException(ErrorCode.Unsupported, query.Span, "CREATE TABLE … AS is not supported",
                "CREATE TABLE with columns, then INSERT INTO it");
        if (_written.IsEmpty)
            throw new SqlException(ErrorCode.Unsupported, _statement.Name.Span, "a table without columns is not supported",
                "list its columns: CREATE TABLE t (id INT, …)");
    }

    void FindDuplicates()
    {
        var seen = new HashSet<string>();
        foreach (var column in _written)
            if (!seen.Add(column.Name.Name))
                _errors.Add(new SqlError(ErrorCode.DuplicateName, column.Name.Span,
                    $"the table has two columns named {ReservedWords.Quote(column.Name.Name)}"));
    }

    void ForEach(Func<TableColumn, bool> chosen, Func<TableColumn, TableColumnDefinition> bind)
    {
        for (var i = 0; i < _written.Length; i++)
            if (chosen(_written[i])) _columns[i] = Guard<TableColumnDefinition?>(() => bind(_written[i]), null);
    }

    T Guard<T>(Func<T> bind, T otherwise)
    {
        try
        {
            return bind();
        }
        catch (SqlException wrong)
        {
            _errors.AddRange(wrong.Errors);
            return otherwise;
        }
    }

    void ThrowIfWrong()
    {
        if (_errors.Count > 0) throw new SqlException(_errors);
    }

    static TableColumnDefinition BindStored(TableColumn column)
    {
        var type = TypeBinder.Bind(column.Type!);
        if (column.IsPrimaryKey) type = type.WithNullable(false);
        return column.IsMetadata
            ? new TableColumnDefinition(column.Name.Name, type, TableColumnKind.Metadata, null, column.MetadataKey ?? column.Name.Name,
                column.IsVirtual)
            : new TableColumnDefinition(column.Name.Name, type, TableColumnKind.Physical);
    }

    TableColumnDefinition BindComputed(TableColumn column)
    {
        var scope = new TableScope([.. _columns.Select(known => known is { Kind: TableColumnKind.Computed } ? null : known)],
            "a computed column cannot use another computed column", _written);
        var expression = new ExpressionBinder(scope, _context).Bind(column.Expression!);
        return new TableColumnDefinition(column.Name.Name, expression.Type, TableColumnKind.Computed, expression);
    }

    /// <summary>The indexes of the key's columns, which become NOT NULL.</summary>
    ImmutableArray<int> BindKey()
    {
        var inline = _written.Where(column => column.IsPrimaryKey).Select(column => column.Name).ToArray();
        if (inline.Length + (_statement.PrimaryKey is null ? 0 : 1) > 1)
            throw new SqlException(ErrorCode.DuplicateName, _statement.PrimaryKey?.Span ?? inline[1].Span,
                "a table has one PRIMARY KEY at most");
        ImmutableArray<Identifier> names = _statement.PrimaryKey?.Columns ?? [.. inline];
        if (_statement.PrimaryKey is { NotEnforced: false } written)
            throw new SqlException(ErrorCode.Unsupported, written.Span, "a key that is enforced is not supported",
                "write PRIMARY KEY (…) NOT ENFORCED");
        return [.. names.Select(KeyColumn)];
    }

    int KeyColumn(Identifier name)
    {
        var index = Find(name, "PRIMARY KEY");
        if (_columns[index] is not { } column)
            throw new SqlException(ErrorCode.Unsupported, name.Span, "a computed column in a PRIMARY KEY is not supported");
        _columns[index] = column with { Type = column.Type.WithNullable(false) };
        return index;
    }

    int Find(Identifier name, string where)
    {
        for (var i = 0; i < _written.Length; i++)
            if (_written[i].Name.Name == name.Name) return i;
        throw new SqlException(ErrorCode.UnknownColumn, name.Span,
            $"{where} names {ReservedWords.Quote(name.Name)}, which the table does not have",
            NearNames.Hint(name.Name, _written.Select(column => column.Name.Name)));
    }

    (int Index, Expression? Watermark, long? DelayMs) BindWatermark()
    {
        if (_statement.Watermark is not { } clause) return (ProcessingTime(), null, WatermarkDelay.OfArrivalMs);
        var index = Find(clause.Column, "WATERMARK");
        var column = _columns[index]!;
        RequireTime(column.Type, clause.Column.Span, $"the column {ReservedWords.Quote(column.Name)}");
        var binder = new ExpressionBinder(new TableScope([.. _columns], "", _written), _context);
        var watermark = binder.Bind(clause.Expression);
        RequireTime(watermark.Type, clause.Expression.Span, "the watermark");
        if (watermark.Type.Kind != column.Type.Kind)
            throw new SqlException(ErrorCode.BadTimeAttribute, clause.Expression.Span,
                $"the watermark is {watermark.Type}, its column is {column.Type}", "both must be of one type");
        return (index, watermark, WatermarkDelay.Of(clause, binder));
    }

    // Without another time the processing time closes windows.
    int ProcessingTime() => Array.FindIndex(_columns, column => column!.Type.IsProcessingTime);

    static void RequireTime(SqlType type, TextSpan span, string what)
    {
        if (type.IsTimestamp && type.Precision <= 3 && !type.IsProcessingTime) return;
        var hint = type.IsTimestamp ? $"declare it as {type.Kind switch { TypeKind.Timestamp => "TIMESTAMP", _ => "TIMESTAMP_LTZ" }}(3)"
            : type.IsText ? "make a computed column with TO_TIMESTAMP and put the watermark on it"
            : type.IsInteger ? "make a computed column with TO_TIMESTAMP_LTZ and put the watermark on it" : null;
        throw new SqlException(ErrorCode.BadTimeAttribute, span,
            $"{what} is {type.WithNullable(true)}, a watermark needs TIMESTAMP or TIMESTAMP_LTZ of at most 3 digits", hint);
    }

    void MarkTimeAttribute(int index)
    {
        var column = _columns[index]!;
        _columns[index] = column with { Type = column.Type with { IsTimeAttribute = true } };
    }

    ImmutableDictionary<string, string> BindOptions()
    {
        var options = ImmutableDictionary.CreateBuilder<string, string>();
        foreach (var option in _statement.Options) options[option.Key.Value] = option.Value.Value;
        return options.ToImmutable();
    }
}
