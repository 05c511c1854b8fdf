using System.Collections.Immutable;
using Tally.Engine.Sql;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Planning.Definitions;

/// <summary>Joins CREATE TABLE … LIKE with the statement of the table that it names, by Flink's merging rules.</summary>
sealed class LikeMerge
{
    enum Strategy { Including, Excluding, Overwriting }

    readonly CreateTableStatement _own;
    readonly CreateTableStatement _from;
    readonly LikeClause _like;
    readonly Dictionary<string, Strategy> _strategies = new()
    {
        ["CONSTRAINTS"] = Strategy.Including, ["GENERATED"] = Strategy.Including, ["METADATA"] = Strategy.Including,
        ["OPTIONS"] = Strategy.Overwriting, ["PARTITIONS"] = Strategy.Including, ["WATERMARKS"] = Strategy.Including,
    };

    LikeMerge(CreateTableStatement own, CreateTableStatement from)
    {
        (_own, _from, _like) = (own, from, own.Like!);
        foreach (var rule in _like.Rules.OrderBy(rule => !rule.EndsWith(" ALL", StringComparison.Ordinal))) AddRule(rule.Split(' '));
    }

    /// <summary>The statement as if everything had been written in it.</summary>
    /// <exception cref="SqlException">Both define the same and no rule says which counts.</exception>
    public static CreateTableStatement Merge(CreateTableStatement own, CreateTableStatement from) => new LikeMerge(own, from).Merge();

    void AddRule(string[] words)
    {
        var strategy = Enum.Parse<Strategy>(words[0], true);
        if (strategy == Strategy.Overwriting && words[1] is ("ALL" or "CONSTRAINTS" or "PARTITIONS"))
            throw new SqlException(ErrorCode.Unsupported, _like.Span, $"OVERWRITING {words[1]} is not allowed",
                "write INCLUDING or EXCLUDING");
        if (words[1] == "ALL")
            foreach (var feature in _strategies.Keys.ToArray()) _strategies[feature] = strategy;
        else _strategies[words[1]] = strategy;
    }

    CreateTableStatement Merge() => _own with
    {
        Columns = Columns(),
        Options = Options(),
        Watermark = Either("WATERMARKS", _from.Watermark, _own.Watermark, "WATERMARK"),
        PrimaryKey = Either("CONSTRAINTS", _from.PrimaryKey, _own.PrimaryKey, "PRIMARY KEY"),
        PartitionedBy = _own.PartitionedBy.IsEmpty && _strategies["PARTITIONS"] == Strategy.Including
            ? _from.PartitionedBy
            : _own.PartitionedBy,
        Like = null,
    };

    T? Either<T>(string feature, T? from, T? own, string what) where T : SqlNode
    {
        var strategy = _strategies[feature];
        if (strategy == Strategy.Excluding || from is null) return own;
        if (own is null) return from;
        return strategy == Strategy.Overwriting ? own
            : throw new SqlException(ErrorCode.DuplicateName, own.Span, $"{_like.Table.Name} has a {what} already",
                $"add (EXCLUDING {feature}) behind LIKE {_like.Table.Name}");
    }

    ImmutableArray<TableColumn> Columns()
    {
        var taken = _from.Columns.Where(column => StrategyOf(column) != Strategy.Excluding).ToList();
        var added = new List<TableColumn>();
        foreach (var column in _own.Columns)
        {
            var same = taken.FindIndex(other => other.Name.Name == column.Name.Name);
            if (same < 0) added.Add(column);
            else if (StrategyOf(column) == Strategy.Overwriting && Feature(column) == Feature(taken[same])) taken[same] = column;
            else
                throw new SqlException(ErrorCode.DuplicateName, column.Name.Span,
                    $"{_like.Table.Name} has a column named {ReservedWords.Quote(column.Name.Name)} already");
        }
        return [.. taken, .. added];
    }

    static string? Feature(TableColumn column) => column.Expression is not null ? "GENERATED" : column.IsMetadata ? "METADATA" : null;

    Strategy StrategyOf(TableColumn column) => Feature(column) is { } feature ? _strategies[feature] : Strategy.Including;

    ImmutableArray<OptionNode> Options()
    {
        var strategy = _strategies["OPTIONS"];
        if (strategy == Strategy.Excluding) return _own.Options;
        var own = _own.Options.Select(option => option.Key.Value).ToHashSet();
        var both = _from.Options.FirstOrDefault(option => own.Contains(option.Key.Value));
        if (both is not null && strategy == Strategy.Including)
            throw new SqlException(ErrorCode.DuplicateName, _like.Span, $"{_like.Table.Name} has the option '{both.Key.Value}' already",
                "write OVERWRITING OPTIONS");
        return [.. _from.Options.Where(option => !own.Contains(option.Key.Value)), .. _own.Options];
    }
}
