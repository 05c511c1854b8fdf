using System.Collections.Immutable;
using Tally.Engine.Planning.Logical;
using Tally.Engine.Sql;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Planning.Binding;

/// <summary>One column of SELECT: an expression as written, or a column that a star stands for.</summary>
/// <param name="Node">Null for a column of a star.</param>
/// <param name="Column">The column of the plan that a star stands for, or -1.</param>
sealed record SelectedItem(SqlExpression? Node, int Column, string Name, TextSpan Span)
{
    /// <summary>The columns of SELECT with their stars resolved and named: by alias, by column, or EXPR$ and the place.</summary>
    public static ImmutableArray<SelectedItem> Of(SelectBody select, NameScope names)
    {
        var items = ImmutableArray.CreateBuilder<SelectedItem>();
        foreach (var item in select.Items)
        {
            if (item.Expression is StarExpression star) AddStar(star, names, items);
            else items.Add(new(item.Expression, -1, item.Alias?.Name ?? NameOf(item.Expression) ?? $"EXPR${items.Count}", item.Span));
        }
        return items.ToImmutable();
    }

    static string? NameOf(SqlExpression expression) => expression switch
    {
        NameExpression name => name.Parts[^1].Name,
        FieldExpression field => field.Field.Name,
        _ => null,
    };

    static void AddStar(StarExpression star, NameScope names, ImmutableArray<SelectedItem>.Builder items)
    {
        if (names.Tables.Count == 0) throw new SqlException(ErrorCode.UnknownTable, star.Span, "* needs a table in FROM");
        var qualifier = star.Qualifier.IsEmpty ? null : star.Qualifier[^1].Name;
        var tables = names.Tables.Where(table => qualifier is null || table.Alias == qualifier).ToList();
        if (tables.Count == 0)
            throw new SqlException(ErrorCode.UnknownTable, star.Span, $"there is no table `{qualifier}` in this query",
                NearNames.Hint(qualifier!, names.Tables.Select(table => table.Alias).OfType<string>()));
        foreach (var table in tables)
            for (var i = 0; i < table.Columns.Count; i++)
                if (qualifier is not null || !table.Hidden.Contains(i))
                    items.Add(new(null, table.Offset + i, table.Columns[i].Name, star.Span));
    }
}
