using System.Collections.Immutable;
using Tally.Engine.Columns;
using Tally.Engine.Expressions;
using Tally.Engine.Planning.Logical;
using Tally.Engine.Sql;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Planning.Binding;

/// <summary>What FROM made: a plan, and the tables whose columns lie in it.</summary>
sealed record BoundFrom(LogicalNode Plan, ImmutableArray<ScopeTable> Tables)
{
    /// <summary>The one row without columns that a query without FROM reads.</summary>
    public static readonly BoundFrom Nothing = new(new ValuesNode(new Schema([]), [ImmutableArray<Expression>.Empty]), []);

    public NameScope Names(NameScope? outer) => new(Tables, outer);

    /// <summary>A single table under its alias, its columns renamed by the list behind it.</summary>
    public static BoundFrom Of(LogicalNode plan, TableReference reference, string? defaultAlias) =>
        new(plan, [TableOf(plan.Schema.Fields, 0, reference, defaultAlias)]);

    /// <summary>The columns of a table under the names of the list behind its alias.</summary>
    public static ScopeTable TableOf(ImmutableArray<Field> fields, int offset, TableReference reference, string? defaultAlias)
    {
        var names = reference.ColumnAliases;
        if (!names.IsEmpty && names.Length != fields.Length)
            throw new SqlException(ErrorCode.ColumnCount, names[0].Span.To(names[^1].Span),
                $"{names.Length} names for {fields.Length} columns ({string.Join(", ", fields.Select(field => field.Name))})");
        var renamed = names.IsEmpty ? fields : [.. fields.Zip(names, (field, name) => field with { Name = name.Name })];
        return new(reference.Alias?.Name ?? defaultAlias, renamed, offset);
    }

    /// <summary>Two tables beside each other; the columns of the second lie behind those of the first.</summary>
    public static ImmutableArray<ScopeTable> Beside(BoundFrom left, IEnumerable<ScopeTable> right, int shift)
    {
        var tables = left.Tables.ToBuilder();
        foreach (var table in right)
        {
            tables.Add(table with { Offset = table.Offset + shift });
        }
        return tables.ToImmutable();
    }

    /// <summary>Refuses an alias that FROM has twice.</summary>
    public BoundFrom CheckAliases(TableReference reference)
    {
        var seen = new HashSet<string>();
        foreach (var table in Tables)
            if (table.Alias is { } alias && !seen.Add(alias))
                throw new SqlException(ErrorCode.DuplicateName, reference.Span, $"two tables in FROM are called `{alias}`",
                    "give one of them another alias");
        return this;
    }
}
