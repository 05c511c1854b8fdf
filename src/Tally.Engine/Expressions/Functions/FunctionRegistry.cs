namespace Tally.Engine.Expressions.Functions;

/// <summary>All scalar functions by name; names are not case-sensitive.</summary>
public sealed class FunctionRegistry
{
    readonly Dictionary<string, FunctionDefinition> _byName = new(StringComparer.OrdinalIgnoreCase);

    public FunctionRegistry(IEnumerable<FunctionDefinition> functions)
    {
        foreach (var function in functions) _byName.Add(function.Name, function);
    }

    /// <summary>The built-in functions.</summary>
    public static FunctionRegistry Default { get; } = new(BuiltInFunctions.All);

    /// <summary>The functions in the order of their names.</summary>
    public IEnumerable<FunctionDefinition> All => _byName.Values.OrderBy(function => function.Name, StringComparer.Ordinal);

    /// <summary>The names, in no order.</summary>
    public IEnumerable<string> Names => _byName.Keys;

    /// <summary>The function of that name, or null.</summary>
    public FunctionDefinition? Find(string name) => _byName.GetValueOrDefault(name);
}
