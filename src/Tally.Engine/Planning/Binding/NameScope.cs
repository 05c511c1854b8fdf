using Tally.Engine.Columns;
using Tally.Engine.Expressions;
using Tally.Engine.Sql;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Planning.Binding;

/// <summary>A table in FROM: its alias, and its columns under the names that the query gives them.</summary>
/// <param name="Alias">Null for a query in parentheses without a name.</param>
/// <param name="Offset">The index of the first column in the plan.</param>
/// <param name="Hidden">Columns of a JOIN … USING that only their qualified name reaches.</param>
sealed record ScopeTable(string? Alias, IReadOnlyList<Field> Columns, int Offset, IReadOnlySet<int> Hidden)
{
    public ScopeTable(string? alias, IReadOnlyList<Field> columns, int offset) : this(alias, columns, offset, new HashSet<int>()) { }
}

/// <summary>A column that a name means.</summary>
/// <param name="Level">0 for the query itself, 1 for the query around it, and so on.</param>
/// <param name="UsedParts">How many parts of the name it took; the others are fields of a ROW.</param>
readonly record struct FoundColumn(int Index, Field Field, int Level, int UsedParts);

/// <summary>The names that are known inside a query: its tables, and those of the queries around it for correlation.</summary>
sealed class NameScope(IReadOnlyList<ScopeTable> tables, NameScope? outer)
{
    public IReadOnlyList<ScopeTable> Tables { get; } = tables;

    /// <summary>The scope of a query without FROM.</summary>
    public static NameScope Empty(NameScope? outer) => new([], outer);

    /// <summary>The column that a name means, or null when there is none here or around.</summary>
    /// <exception cref="SqlException">More than one column has the name.</exception>
    public FoundColumn? Find(NameExpression name)
    {
        var level = 0;
        for (var scope = this; scope is not null; scope = scope.Outer, level++)
            if (scope.FindHere(name) is { } found) return found with { Level = level };
        return null;
    }

    /// <summary>The column that a name means.</summary>
    /// <exception cref="SqlException">There is none, or more than one.</exception>
    public FoundColumn Require(NameExpression name) => Find(name) ?? throw Unknown(name);

    NameScope? Outer => outer;

    FoundColumn? FindHere(NameExpression name)
    {
        if (name.Parts.Length > 1 && Tables.FirstOrDefault(table => table.Alias == name.Parts[0].Name) is { } table)
            return FindIn([table], name.Parts[1], name, 2, true);
        return FindIn(Tables, name.Parts[0], name, 1, false);
    }

    static FoundColumn? FindIn(IEnumerable<ScopeTable> tables, Identifier column, NameExpression name, int usedParts, bool qualified)
    {
        FoundColumn? found = null;
        foreach (var table in tables)
            for (var i = 0; i < table.Columns.Count; i++)
            {
                if (table.Columns[i].Name != column.Name || !qualified && table.Hidden.Contains(i)) continue;
                if (found is not null)
                    throw new SqlException(ErrorCode.AmbiguousColumn, name.Span, $"more than one column is called `{column.Name}` here",
                        "put the name of its table in front");
                found = new(table.Offset + i, table.Columns[i], 0, usedParts);
            }
        return found;
    }

    SqlException Unknown(NameExpression name)
    {
        var first = name.Parts[0];
        if (name.Parts.Length > 1)
        {
            if (Tables.FirstOrDefault(table => table.Alias == first.Name) is { } table)
                return NoColumn(name.Parts[1], $" in `{first.Name}`", table.Columns.Select(column => column.Name));
            return new(ErrorCode.UnknownTable, first.Span, $"there is no table `{first.Name}` in this query",
                NearNames.Hint(first.Name, Tables.Select(table => table.Alias).OfType<string>()));
        }
        return NoColumn(first, "", Tables.SelectMany(table => table.Columns).Select(column => column.Name));
    }

    static SqlException NoColumn(Identifier name, string place, IEnumerable<string> known)
    {
        var names = known.Distinct().ToList();
        return new(ErrorCode.UnknownColumn, name.Span, $"there is no column `{name.Name}`{place}", NearNames.Hint(name.Name, names)
            ?? (names.Count is > 0 and <= 20 ? $"the columns are {string.Join(", ", names)}" : null));
    }
}
