using System.Collections.Immutable;
using Tally.Engine.Catalog;
using Tally.Engine.Columns;
using Tally.Engine.Connectors;
using Tally.Engine.Expressions;
using Tally.Engine.Operators;
using Tally.Engine.Operators.Aggregation;
using Tally.Engine.Operators.Joins;
using Tally.Engine.Operators.Matching;
using Tally.Engine.Operators.Over;
using Tally.Engine.Operators.Ranking;
using Tally.Engine.Operators.Ranking.Deduplication;
using Tally.Engine.Operators.Sets;
using Tally.Engine.Operators.Stateless;
using Tally.Engine.Operators.Windows;
using Tally.Engine.Operators.Windows.Slices;
using Tally.Engine.Planning.Logical;
using Tally.Engine.Planning.Rules;

namespace Tally.Engine.Planning.Physical;

/// <summary>Makes operators of logical plans; plans of equal text become the same operators, and every table is read once.</summary>
sealed class PipelineBuilder(BindingContext context, ConnectorRegistry connectors)
{
    readonly Dictionary<string, LoweredNode> _known = [];
    readonly Dictionary<string, LoweredNode> _exact = [];
    readonly List<TableRead> _reads = [];
    readonly List<Operator> _operators = [];
    readonly OperatorContext _operatorContext = new(context.Clock);
    readonly long _ttlMs = context.Settings.TryGetValue("table.exec.state.ttl", out var text) && Durations.TryParse(text, out var ttl)
        ? (long)ttl.TotalMilliseconds
        : 0;

    /// <summary>The operators of all queries, wired to their outputs.</summary>
    public Pipeline Build(IReadOnlyList<(QueryPlan Plan, IOutput Output)> queries)
    {
        var roots = ShareAggregates.Rewrite(queries.Select(query => query.Plan.Root));
        foreach (var root in roots)
            ColumnUse.Visit(root, ColumnUse.None, (scan, use) => ReadOf(scan.Table).Add(scan, use));
        foreach (var (root, query) in roots.Zip(queries)) Exact(root).Port.Add(query.Output);
        return new(_reads.ConvertAll(read => read.ToSource()), _operators)
        {
            Fingerprint = QueryPlan.FingerprintOf(roots.Select(root => root.Text)),
        };
    }

    TableRead ReadOf(TableDefinition table)
    {
        var read = _reads.Find(known => ReferenceEquals(known.Table, table)
            || known.Table.Name == table.Name && known.Table.Options.Count == table.Options.Count
                && !known.Table.Options.Except(table.Options).Any());
        if (read is not null) return read;
        _reads.Add(read = new(table));
        return read;
    }

    LoweredNode Lower(LogicalNode node)
    {
        if (_known.TryGetValue(node.Text, out var known)) return known;
        return _known[node.Text] = node switch
        {
            ScanNode scan => Lower(scan),
            FilterNode filter => Lower(filter),
            ProjectNode project => Lower(project),
            ValuesNode values => Leaf(values,
                new ValuesPlan([.. values.Rows.Select(row => row.Select(ExpressionCopy.Of).ToImmutableArray())], Types(values))),
            WindowNode window => Add(window, WindowOf(window)),
            AggregateNode aggregate => Lower(aggregate),
            WindowAggregateNode aggregate => Lower(aggregate),
            RankNode rank => Lower(rank),
            DeduplicateNode one => Add(one, DeduplicateOf(one)),
            UnnestNode unnest =>
                Add(unnest, new UnnestPlan(unnest.Column, unnest.Input.Schema[unnest.Column].Type, unnest.IsLeft, unnest.WithOrdinality)),
            ExpandNode expand => Add(expand,
                new ExpandPlan(expand.Keys, expand.Sets, [.. Enumerable.Range(0, expand.Sets.Length).Select(set => (long)set)])),
            MatchNode match => Add(match, MatchOf(match)),
            OverNode over => Add(over,
                new OverAggregatePlan(Types(over.Input), over.PartitionBy, over.Order[0].Column, over.IsByTime, over.Frame, over.Calls)
                {
                    IsByArrival = over.IsByArrival, NullsFirst = over.Order[0].NullsFirst,
                }),
            UnionNode union => Add(union, new UnionPlan(union.Inputs.Length)),
            SetOperationNode operation => Add(operation, new SetOperationPlan(operation.Kind, Types(operation), _ttlMs)),
            JoinNode join => Add(join, JoinOf(join)),
            LookupNode lookup => Add(lookup, LookupOf(lookup)),
            SortNode { IsAtEnd: true } sort => Add(sort,
                new FinalSortPlan(sort.Input.Schema, Keys(sort.Order), !sort.Input.Traits.IsInsertOnly, sort.Input.Traits.UpsertKey)),
            SortNode sort => Add(sort, new TemporalSortPlan(Types(sort), Keys(sort.Order))),
            _ => throw new InvalidOperationException($"no operator for {node.Name}"),
        };
    }

    LoweredNode Lower(ScanNode scan)
    {
        var read = ReadOf(scan.Table);
        return new(read.Port, [.. scan.TableColumns.Select(column => read.Columns.IndexOf(column))], read.Columns.Length);
    }

    LoweredNode Lower(FilterNode filter)
    {
        var input = Lower(filter.Input);
        return input with { Port = Connect(new FilterPlan(Moved(filter.Condition, input)), input), Groups = null };
    }

    // A projection that only chooses columns needs no operator: whoever reads it is told where they lie.
    LoweredNode Lower(ProjectNode project)
    {
        var input = Lower(project.Input);
        if (project.Expressions.All(expression => expression is ColumnReference))
            return input with { Columns = [.. project.Expressions.Select(expression => input[((ColumnReference)expression).Index])] };
        var (columns, places, texts) = (new List<Expression>(), new List<int>(), new List<string>());
        foreach (var expression in project.Expressions)
        {
            var moved = Moved(expression, input);
            var text = moved.ToString();
            if (!texts.Contains(text) || !moved.IsDeterministic)
            {
                texts.Add(text);
                columns.Add(moved);
            }
            places.Add(texts.LastIndexOf(text));
        }
        return new(Connect(new ProjectPlan([.. columns]), input), [.. places], columns.Count);
    }

    LoweredNode Lower(AggregateNode aggregate)
    {
        var input = Lower(aggregate.Input);
        var plan = new GroupAggregatePlan(input.Of(aggregate.Keys), KeyTypes(aggregate.Input, aggregate.Keys),
            Calls(aggregate.Calls, input), !aggregate.Input.Traits.IsInsertOnly, _ttlMs)
        {
            ShowsEmpty = aggregate.Keys.IsEmpty && context.Mode != RuntimeMode.Streaming,
        };
        return LoweredNode.Exact(Connect(plan, input), aggregate) with { Groups = (GroupAggregateOperator)_operators[^1] };
    }

    // Straight over an aggregation a ranking reads the groups themselves.
    LoweredNode Lower(RankNode rank)
    {
        if (rank.Window is not null || rank.Order.IsEmpty || rank.Last > GroupTopNPlan.MaxLastRank || _ttlMs > 0)
            return Add(rank, RankOf(rank));
        var input = Lower(rank.Input);
        if (input.Groups is not { } groups) return Add(rank, RankOf(rank));
        var port = new OutputPort();
        var ranking = (GroupTopNOperator)new GroupTopNPlan(input.Columns, (TopNPlan)RankOf(rank)).Create(port, _operatorContext);
        groups.Add(ranking);
        _operators.Add(ranking);
        return LoweredNode.Exact(port, rank);
    }

    LoweredNode Lower(WindowAggregateNode aggregate)
    {
        var input = Lower(aggregate.Input);
        var (function, keys, calls) = (aggregate.Function, input.Of(aggregate.Keys), Calls(aggregate.Calls, input));
        var (types, updates) = (KeyTypes(aggregate.Input, aggregate.Keys), !aggregate.Input.Traits.IsInsertOnly);
        OperatorPlan plan = aggregate switch
        {
            { Bounds: { } bounds } => new AttachedWindowAggregatePlan(input[bounds.Start], input[bounds.End], function.Zone, keys, types,
                calls, aggregate.OutputKinds, updates) { LatenessMs = function.LatenessMs },
            { Function.Kind.IsSliced: false } =>
                new SessionAggregatePlan(function.SizeMs, function.Zone, input[aggregate.TimeColumn], keys, types,
                [.. aggregate.SessionBy.Select(column => aggregate.Keys.IndexOf(column))], calls, aggregate.OutputKinds),
            _ => new WindowAggregatePlan(function, input[aggregate.TimeColumn], keys, types, calls, aggregate.OutputKinds, updates),
        };
        return LoweredNode.Exact(Connect(plan, input), aggregate);
    }

    static OperatorPlan WindowOf(WindowNode window) => !window.Function.Kind.IsSliced
        ? new SessionAssignPlan(Types(window.Input), window.Function.SizeMs, window.Function.Zone, window.TimeColumn, window.PartitionBy)
        : new WindowAssignPlan(window.Function, window.TimeColumn);

    OperatorPlan RankOf(RankNode rank) => rank.Window is { } window
        ? new WindowTopNPlan(Types(rank.Input), window.Start, window.End, window.Function.Zone, rank.PartitionBy, Keys(rank.Order),
            rank.First, rank.Last, rank.WithRank,
            rank.IsKeepLast) { LatenessMs = window.Function.LatenessMs, Updates = !rank.Input.Traits.IsInsertOnly }
        : new TopNPlan(Types(rank.Input), rank.PartitionBy, Keys(rank.Order), rank.First, rank.Last, rank.WithRank,
            !rank.Input.Traits.IsInsertOnly, _ttlMs) { IsNewestFirst = rank.IsNewestFirst };

    DeduplicatePlan DeduplicateOf(DeduplicateNode one) => new(Types(one.Input), one.Keys, one.TimeColumn, one.KeepLastRow, _ttlMs)
    {
        IsByArrival = one.IsByArrival,
    };

    static MatchPlan MatchOf(MatchNode match) => new(Types(match.Input), match.PartitionBy, Keys(match.Order), match.Steps,
        [.. match.Conditions.Select(condition => condition is null ? null : ExpressionCopy.Of(condition))],
        [.. match.Measures.Select(ExpressionCopy.Of)],
        [.. match.References.Select(CopyOf)], match.Skip, match.SkipTo, match.WithinMs) { IsByArrival = match.IsByArrival };

    static MatchReference CopyOf(MatchReference reference) => reference switch
    {
        RowReference row => row with { Argument = ExpressionCopy.Of(row.Argument) },
        AggregateReference aggregate => aggregate with { Arguments = [.. aggregate.Arguments.Select(ExpressionCopy.Of)] },
        _ => reference,
    };

    OperatorPlan JoinOf(JoinNode join)
    {
        var condition = join.Condition is null ? null : ExpressionCopy.Of(join.Condition);
        var sides = new JoinSides(join.Kind, Types(join.Left), Types(join.Right), join.LeftKeys, join.RightKeys, join.NullSafe, condition);
        return join.Time switch
        {
            IntervalTime time => new IntervalJoinPlan(sides, time.LeftTime, time.RightTime, time.LowerMs, time.UpperMs),
            WindowTime time =>
                new WindowJoinPlan(sides, (time.Left.Start, time.Left.End), (time.Right.Start, time.Right.End), time.Left.Function.Zone),
            VersionTime time => new TemporalJoinPlan(sides, time.LeftTime, time.RightTime),
            _ => new RegularJoinPlan(sides, join.IsNullAware, _ttlMs, _ttlMs),
        };
    }

    LookupJoinPlan LookupOf(LookupNode lookup)
    {
        var (open, options) = connectors.Find(lookup.Table.Connector)!
            .CreateLookup(lookup.Table, [.. lookup.TableKeys.Select(key => lookup.TableColumns[key])], lookup.TableColumns)!.Value;
        var tableTypes = lookup.TableColumns.Select(column => lookup.Table.Columns[column].Type).ToImmutableArray();
        var condition = lookup.Condition is null ? null : ExpressionCopy.Of(lookup.Condition);
        return new(new(lookup.IsLeft ? JoinKind.Left : JoinKind.Inner, Types(lookup.Input), tableTypes, lookup.LeftKeys, lookup.TableKeys,
            [.. lookup.LeftKeys.Select(_ => false)], condition), open, options);
    }

    // An operator whose rows are laid out as its plan says: its inputs must have exactly their columns.
    LoweredNode Add(LogicalNode node, OperatorPlan plan) => LoweredNode.Exact(Connect(plan, [.. node.Inputs.Select(Exact)]), node);

    LoweredNode Leaf(ValuesNode node, ValuesPlan plan) => LoweredNode.Exact(Connect(plan), node);

    LoweredNode Exact(LogicalNode node)
    {
        if (_exact.TryGetValue(node.Text, out var known)) return known;
        var lowered = Lower(node);
        if (!lowered.IsExact)
        {
            var chosen = Enumerable.Range(0, node.Schema.Count)
                .Select(column => (Expression)new ColumnReference(lowered[column], node.Schema[column].Name, node.Schema[column].Type));
            lowered = LoweredNode.Exact(Connect(new ProjectPlan([.. chosen]), lowered), node);
        }
        return _exact[node.Text] = lowered;
    }

    OutputPort Connect(OperatorPlan plan, params IReadOnlyList<LoweredNode> inputs)
    {
        var port = new OutputPort();
        var made = plan.Create(port, _operatorContext);
        _operators.Add(made);
        for (var i = 0; i < inputs.Count; i++) inputs[i].Port.Add(new OperatorInput(() => made, i));
        return port;
    }

    static Expression Moved(Expression expression, LoweredNode input) =>
        ExpressionCopy.Of(ExpressionTree.Move(expression, column => input[column]));

    static ImmutableArray<AggregateCall> Calls(ImmutableArray<AggregateCall> calls, LoweredNode input) =>
        [.. calls.Select(call => call with { Arguments = input.Of(call.Arguments), Filter = call.Filter < 0 ? -1 : input[call.Filter] })];

    static ImmutableArray<SqlType> Types(LogicalNode node) => [.. node.Schema.Fields.Select(column => column.Type)];

    static ImmutableArray<SqlType> KeyTypes(LogicalNode node, ImmutableArray<int> keys) => [.. keys.Select(key => node.Schema[key].Type)];

    static ImmutableArray<SortKey> Keys(ImmutableArray<SortColumn> order) =>
        [.. order.Select(item => new SortKey(item.Column, item.Descending, item.NullsFirst))];
}
