using System.Collections.Immutable;
using Tally.Engine.Catalog;
using Tally.Engine.Connectors;
using Tally.Engine.Expressions;
using Tally.Engine.Formats;
using Tally.Engine.Inference;
using Tally.Engine.Planning.Definitions;
using Tally.Engine.Planning.Logical;
using Tally.Engine.Sql;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Planning;

// The catalog is the memory of a session: what CREATE, DROP, SET and RESET have said so far. Definitions are bound when they are made;
// the options of a table are checked when a query or INSERT uses it, as Flink does, because a table may only be a pattern for LIKE.

/// <summary>The tables, views and settings of a session.</summary>
public sealed class SessionCatalog
{
    readonly SortedDictionary<string, TableDefinition> _tables = new(StringComparer.Ordinal);
    readonly SortedDictionary<string, ViewDefinition> _views = new(StringComparer.Ordinal);
    readonly BoundViews _bound = new();
    readonly Dictionary<string, InferredTable> _files = [];
    readonly SessionSettings _settings;
    readonly OptionChecker _options;
    readonly IViewBinder? _viewBinder;
    readonly BindingContext _initial;

    /// <param name="connectors">The connectors that tables may name.</param>
    /// <param name="formats">The formats that tables may name.</param>
    /// <param name="viewBinder">Binds the queries of views; null: views are not allowed.</param>
    /// <param name="initial">The clock, functions and error list of the session; its zone and settings are replaced by what SET
    /// says.</param>
    public SessionCatalog(ConnectorRegistry connectors, IFormatRegistry formats, IViewBinder? viewBinder, BindingContext? initial = null)
    {
        Connectors = connectors;
        Formats = formats;
        _options = new OptionChecker(connectors, formats);
        _viewBinder = viewBinder;
        _initial = initial ?? new BindingContext();
        _settings = new SessionSettings(Warnings);
    }

    /// <summary>The connectors that tables may name.</summary>
    public ConnectorRegistry Connectors { get; }

    /// <summary>The formats that tables may name.</summary>
    public IFormatRegistry Formats { get; }

    /// <summary>What was accepted and should still be told: settings that Tally does not know, patterns and paths that cannot be
    /// read.</summary>
    public List<SqlError> Warnings { get; } = [];

    /// <summary>The values made by SET.</summary>
    public ImmutableDictionary<string, string> Settings => _settings.Values;

    /// <summary>What binding of expressions depends on, as of now.</summary>
    public BindingContext Context =>
        _initial with { TimeZone = _settings.TimeZone, Settings = _settings.Values, Mode = Mode, Warnings = Warnings };

    /// <summary>Where relative paths of files in FROM start.</summary>
    public string WorkingDirectory { get; init; } = Environment.CurrentDirectory;

    /// <summary>Whether every input of the next statements ends; what reads streams always streams.</summary>
    public bool InputEnds { get; set; }

    RuntimeMode Mode => !InputEnds ? RuntimeMode.Streaming
        : !_settings.Values.TryGetValue("execution.runtime-mode", out var mode) ? RuntimeMode.Bounded
        : mode.ToUpperInvariant() switch { "BATCH" => RuntimeMode.Batch, "STREAMING" => RuntimeMode.Streaming, _ => RuntimeMode.Bounded };

    public IEnumerable<TableDefinition> Tables => _tables.Values;

    public IEnumerable<ViewDefinition> Views => _views.Values;

    public TableDefinition? FindTable(string name) => _tables.GetValueOrDefault(name);

    public ViewDefinition? FindView(string name) => _views.GetValueOrDefault(name);

    /// <summary>The bound plan of a view, under the names of its columns.</summary>
    /// <remarks>What a stream can compute is checked in the query that uses it.</remarks>
    /// <exception cref="SqlException">A table or view below it is gone or has changed.</exception>
    internal LogicalNode PlanOf(ViewDefinition view)
    {
        if (_bound.Find(view, Context) is { } known) return known;
        var plan = ViewColumns.Rename(_viewBinder!.BindView(view.Query, this), view);
        _bound.Add(view, Context, plan);
        return plan;
    }

    /// <summary>The plan of a view for a query that reads it.</summary>
    internal LogicalNode ReadView(ViewDefinition view)
    {
        _bound.MarkRead(view);
        return PlanOf(view);
    }

    /// <summary>Whether a query or another view that reads the view was bound.</summary>
    internal bool IsRead(ViewDefinition view) => _bound.IsRead(view);

    /// <summary>Carries out a definition or setting; false for statements that are none.</summary>
    /// <exception cref="SqlException">The statement has no meaning here; the catalog is unchanged.</exception>
    public bool Apply(Statement statement)
    {
        switch (statement)
        {
            case CreateTableStatement create: CreateTable(create); return true;
            case CreateViewStatement create: CreateView(create); return true;
            case DropStatement drop: Drop(drop); return true;
            case SetStatement { Key: { } key, Value: { } value } set: _settings.Set(key, value, set.Span); return true;
            case ResetStatement reset: _settings.Reset(reset.Key, reset.Span); return true;
            default: return false;
        }
    }

    /// <summary>The table that a query reads or an INSERT writes, its options checked and overridden by hints.</summary>
    /// <exception cref="SqlException">There is none, or it cannot be used as it was defined.</exception>
    public TableDefinition UseTable(Identifier name, ImmutableArray<OptionNode> hints = default)
    {
        if (FindTable(name.Name) is not { } table) throw Unknown(name);
        if (!hints.IsDefaultOrEmpty) table = WithHints(table, hints);
        var errors = _options.Check(table);
        return errors.Count == 0 ? table : throw new SqlException(errors);
    }

    /// <summary>The table that the content of a file tells; looked at once in a session.</summary>
    /// <exception cref="SqlException">The file is not there, is nothing that a table can be made of, or this session reads
    /// streams.</exception>
    public TableDefinition UseFile(FileTable file)
    {
        if (!InputEnds)
            throw new SqlException(ErrorCode.Unsupported, file.Span, "a file in FROM is read to its end, which a stream has not",
                $"tally schema {file.Path} prints the CREATE TABLE for it");
        if (!_files.TryGetValue(file.Path, out var table)) _files[file.Path] = table = Infer(file);
        var sql = table.ToSql(file.HasTime);
        var create = (CreateTableStatement)Parser.Parse(new SourceText(file.Path, sql)).OrThrow()[0];
        return new TableBinder(create, Context).Bind();
    }

    InferredTable Infer(FileTable file)
    {
        try
        {
            return TableInference.Infer(file.Path, WorkingDirectory);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new SqlException(e is FileNotFoundException ? ErrorCode.Unreachable : ErrorCode.BadRow, file.Span, e.Message);
        }
    }

    /// <summary>Everything that is wrong with the options of a table; empty when it can be used.</summary>
    public IReadOnlyList<SqlError> CheckOptions(TableDefinition table) => _options.Check(table);

    /// <summary>The error for a name that is neither a table nor a view.</summary>
    public SqlException Unknown(Identifier name) =>
        new(ErrorCode.UnknownTable, name.Span, $"no table or view is named {ReservedWords.Quote(name.Name)}",
        NearNames.Hint(name.Name, _tables.Keys.Concat(_views.Keys)) ?? "create it before this statement");

    static TableDefinition WithHints(TableDefinition table, ImmutableArray<OptionNode> hints)
    {
        var options = table.Options;
        foreach (var hint in hints) options = options.SetItem(hint.Key.Value, hint.Value.Value);
        return table with { Options = options, Statement = table.Statement with { Options = table.Statement.Options.AddRange(hints) } };
    }

    void CreateTable(CreateTableStatement statement)
    {
        if (!IsFree(statement.Name, statement.IfNotExists)) return;
        if (statement.Like is { } like)
            statement = LikeMerge.Merge(statement, FindTable(like.Table.Name)?.Statement ?? throw Unknown(like.Table));
        _tables.Add(statement.Name.Name, new TableBinder(statement, Context).Bind());
    }

    void CreateView(CreateViewStatement statement)
    {
        if (!IsFree(statement.Name, statement.IfNotExists)) return;
        var binder = _viewBinder ?? throw new SqlException(ErrorCode.Unsupported, statement.Span, "views are not supported here");
        var query = binder.BindView(statement.Query, this);
        var view = ViewColumns.Bind(statement, query.Schema);
        _views.Add(view.Name, view);
        _bound.Add(view, Context, ViewColumns.Rename(query, view));
    }

    /// <summary>Whether the name may be given to a new table or view; with IF NOT EXISTS an existing one stays.</summary>
    bool IsFree(Identifier name, bool ifNotExists)
    {
        var kind = _tables.ContainsKey(name.Name) ? "table" : _views.ContainsKey(name.Name) ? "view" : null;
        if (kind is null) return true;
        return ifNotExists
            ? false
            : throw new SqlException(ErrorCode.DuplicateName, name.Span, $"a {kind} named {ReservedWords.Quote(name.Name)} exists already",
            "choose another name, DROP it before, or write IF NOT EXISTS to keep it");
    }

    void Drop(DropStatement drop)
    {
        var removed = drop.Kind == "TABLE" ? _tables.Remove(drop.Name.Name) : _views.Remove(drop.Name.Name);
        if (removed) _bound.Forget();
        if (removed || drop.IfExists) return;
        var isOther = drop.Kind == "TABLE" ? _views.ContainsKey(drop.Name.Name) : _tables.ContainsKey(drop.Name.Name);
        throw isOther
            ? new SqlException(ErrorCode.UnknownTable, drop.Name.Span,
                $"{ReservedWords.Quote(drop.Name.Name)} is a {(drop.Kind == "TABLE" ? "view" : "table")}, not a "
                    + $"{drop.Kind.ToLowerInvariant()}")
            : Unknown(drop.Name);
    }
}
