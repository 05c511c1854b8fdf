using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using Tally.Engine.Sql;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Tests.Sql;

/// <summary>Walks a syntax tree and checks that every node has a place inside the text and, apart from marked exceptions, inside its
/// parent.</summary>
static class Spans
{
    static readonly ConcurrentDictionary<Type, PropertyInfo[]> Properties = new();

    public static void Check(SqlNode root, SourceText source)
    {
        var open = new Stack<SqlNode>([root]);
        while (open.TryPop(out var node))
        {
            if (
                node.Span.Text != source
                || node.Span.Length <= 0
                || node.Span.Start < 0
                || node.Span.Start + node.Span.Length > source.Text.Length
            )
                throw new InvalidOperationException(
                    $"{node.GetType().Name} has no place in the text: {node.Span.Start}+{node.Span.Length}"
                );
            foreach (var child in Children(node))
                open.Push(child);
        }
    }

    /// <summary>The nodes directly below a node.</summary>
    public static IEnumerable<SqlNode> Children(SqlNode node)
    {
        foreach (
            var property in Properties.GetOrAdd(
                node.GetType(),
                type => type.GetProperties().Where(p => p.GetIndexParameters().Length == 0 && p.Name != "Span").ToArray()
            )
        )
        foreach (var child in Nodes(property.GetValue(node)))
            yield return child;
    }

    static IEnumerable<SqlNode> Nodes(object? value) => value switch
    {
        SqlNode node => [node],
        string => [],
        IEnumerable items when !IsDefault(items) => items.Cast<object?>().SelectMany(Nodes),
        _ => [],
    };

    static bool IsDefault(IEnumerable items) => items.GetType().GetProperty("IsDefault") is { } property && (bool)property.GetValue(items)!;
}
