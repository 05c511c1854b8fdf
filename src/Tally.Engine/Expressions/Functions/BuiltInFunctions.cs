namespace Tally.Engine.Expressions.Functions;

/// <summary>The families of functions that every session has.</summary>
static class BuiltInFunctions
{
    public static IEnumerable<FunctionDefinition> All => [];
}
