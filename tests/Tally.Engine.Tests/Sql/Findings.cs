using System.Text;
using Xunit;

namespace Tally.Engine.Tests.Sql;

/// <summary>What a fuzzer found: for each place in the code that failed, the shortest script that reaches it.</summary>
sealed class Findings
{
    readonly Dictionary<string, (string Script, string Failure)> _byPlace = [];

    /// <summary>Runs a script through the front end and keeps what is wrong.</summary>
    public void Run(string sql)
    {
        try
        {
            FrontEnd.Run(sql);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            Add(sql, failure);
        }
    }

    void Add(string sql, Exception failure)
    {
        var frames = (failure.StackTrace ?? "").Split('\n').Where(line => line.Contains("Tally.", StringComparison.Ordinal)).Take(2);
        var place = $"{failure.GetType().Name} {string.Join(' ', frames)}";
        if (!_byPlace.TryGetValue(place, out var known) || known.Script.Length > sql.Length) _byPlace[place] = (sql, failure.ToString());
    }

    /// <summary>Fails when anything was found.</summary>
    public void AssertNone()
    {
        var text = new StringBuilder();
        foreach (var (script, failure) in _byPlace.Values) text.Append($"{failure}\n--- in:\n{script}\n\n");
        Assert.True(_byPlace.Count == 0, $"{_byPlace.Count} findings\n{text}");
    }
}
