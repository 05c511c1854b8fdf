namespace Tally.Log;

/// <summary>Kinds of things that are not as they should be in a stored log.</summary>
public enum LogFindingKind
{
    /// <summary>Bytes at the end that no acknowledged append left there; recovery cuts them off.</summary>
    TornTail,

    /// <summary>Bytes that hold no valid batch where acknowledged records were.</summary>
    Damage,

    /// <summary>Offsets that no segment holds.</summary>
    Gap,

    /// <summary>A cache or a positions file that cannot be used and is built again.</summary>
    SideFile,
}

/// <summary>Something that is not as it should be in a stored log.</summary>
/// <param name="Kind">What it means.</param>
/// <param name="Path">The file.</param>
/// <param name="Position">The byte in the file where it starts.</param>
/// <param name="Offset">The offset of the first record that it concerns.</param>
/// <param name="SizeBytes">How many bytes it concerns.</param>
/// <param name="LostCount">How many acknowledged records are lost; -1 when that cannot be known.</param>
/// <param name="What">What was found and what was expected.</param>
public sealed record LogFinding(LogFindingKind Kind, string Path, long Position, long Offset, long SizeBytes, long LostCount, string What)
{
    public override string ToString() => $"{Path}, byte {Position} (offset {Offset}): {What}";
}
