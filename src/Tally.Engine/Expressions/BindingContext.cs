using System.Collections.Immutable;
using Tally.Engine.Expressions.Functions;
using Tally.Engine.Sql;

namespace Tally.Engine.Expressions;

/// <summary>What binding depends on beside the text: the session's time zone and settings, the functions, the clock.</summary>
public sealed record BindingContext
{
    /// <summary>The zone of 'table.local-time-zone'.</summary>
    public TimeZoneInfo TimeZone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>The settings made by SET.</summary>
    public ImmutableDictionary<string, string> Settings { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>What the end of the input means.</summary>
    public RuntimeMode Mode { get; init; }

    /// <summary>The functions that may be called.</summary>
    public FunctionRegistry Functions { get; init; } = FunctionRegistry.Default;

    /// <summary>The clock of CURRENT_TIMESTAMP and its like.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>The randomness of RAND and UUID.</summary>
    public Random Random { get; init; } = Random.Shared;

    /// <summary>What was accepted and should still be told.</summary>
    public List<SqlError> Warnings { get; init; } = [];

    /// <summary>Errors that do not stop binding; whoever binds throws them at the end.</summary>
    public List<SqlError> Errors { get; init; } = [];
}
