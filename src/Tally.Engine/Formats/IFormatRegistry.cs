
namespace Tally.Engine.Formats;

/// <summary>Finds formats by name.</summary>
public interface IFormatRegistry
{
    IFormat? Find(string name);
    IReadOnlyList<string> Names { get; }
}
