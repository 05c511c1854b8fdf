using Tally.Engine.Sql;

namespace Tally.Engine.Planning.Binding;

/// <summary>Lets the parts of a query be bound although others are wrong, so that all their errors are told at once.</summary>
sealed class BindingErrors
{
    readonly List<SqlError> _errors = [];

    /// <summary>What was bound, or null when that failed.</summary>
    public T? Try<T>(Func<T> bind) where T : class
    {
        try
        {
            return bind();
        }
        catch (SqlException wrong)
        {
            _errors.AddRange(wrong.Errors);
            return null;
        }
    }

    /// <summary>Binds something; false when that failed.</summary>
    public bool Try(Action bind) => Try(() =>
    {
        bind();
        return this;
    }) is not null;

    /// <exception cref="SqlException">Anything was wrong: all errors, in the order of their places.</exception>
    public void ThrowIfAny()
    {
        if (_errors.Count > 0) throw new SqlException([.. _errors.Distinct().OrderBy(error => error.Span.Start)]);
    }
}
