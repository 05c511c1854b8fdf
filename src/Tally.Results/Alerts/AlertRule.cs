using Tally.Engine.Expressions;

namespace Tally.Results.Alerts;

/// <summary>When a metric calls for attention: an -- @alert comment above its view.</summary>
/// <param name="Metric">The metric's name.</param>
/// <param name="Text">The condition as written.</param>
/// <param name="Condition">A BOOLEAN over the metric's columns.</param>
/// <param name="Windows">For how many windows in a row it must hold; 1 for metrics without windows.</param>
public sealed record AlertRule(string Metric, string Text, Expression Condition, int Windows);
