using Tally.Engine.Planning;

namespace Tally.Engine.Execution.Live;

/// <summary>A query that runs until it is stopped.</summary>
/// <param name="Name">The metric's or INSERT's name, unique in a run.</param>
/// <param name="Sink">Takes the result on the worker's thread.</param>
/// <param name="Target">The topic that an INSERT writes: dead letters of what it reads are kept beside it; null for a metric.</param>
public sealed record LiveQuery(string Name, QueryPlan Plan, LiveSink Sink, string? Target = null);
