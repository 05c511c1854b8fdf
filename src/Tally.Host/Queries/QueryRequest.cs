namespace Tally.Host.Queries;

/// <summary>The body of POST /api/v1/query.</summary>
/// <param name="Sql">A SELECT, perhaps with SET and CREATE VIEW before it.</param>
/// <param name="From">The first event time, inclusive; null: no bound.</param>
/// <param name="To">The last event time, exclusive; null: no bound.</param>
sealed record QueryRequest(string Sql, DateTimeOffset? From = null, DateTimeOffset? To = null);
