using Tally.Engine.Catalog;
using Tally.Engine.Columns;
using Tally.Engine.Planning.Binding;
using Tally.Engine.Planning.Logical;
using Tally.Engine.Sql;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Planning.Definitions;

/// <summary>Gives the columns of a view's query the names of the view.</summary>
static class ViewColumns
{
    public static ViewDefinition Bind(CreateViewStatement statement, Schema query)
    {
        var columns = statement.Columns;
        if (!columns.IsEmpty && columns.Length != query.Count)
            throw new SqlException(ErrorCode.ColumnCount, columns[0].Span.To(columns[^1].Span),
                $"the view has {columns.Length} names, its query has {query.Count} columns: "
                    + $"{string.Join(", ", query.Fields.Select(field => field.Name))}");
        var fields = query.Fields.Select((field, i) => columns.IsEmpty ? field : field with { Name = columns[i].Name }).ToArray();
        var seen = new HashSet<string>();
        for (var i = 0; i < fields.Length; i++)
            if (!seen.Add(fields[i].Name))
                throw new SqlException(ErrorCode.DuplicateName, columns.IsEmpty ? statement.Name.Span : columns[i].Span,
                    $"the view has two columns named {ReservedWords.Quote(fields[i].Name)}", "give one of them another name with AS");
        return new ViewDefinition(statement.Name.Name, new Schema(fields), statement);
    }

    /// <summary>The plan of a view's query under the names of the view.</summary>
    public static LogicalNode Rename(LogicalNode query, ViewDefinition view) =>
        QueryBinder.Rename(query, view.Schema.Fields.Select(field => field.Name));
}
