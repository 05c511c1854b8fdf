namespace Tally.Engine.Expressions.RegularExpressions;

enum StepKind : byte
{
    /// <summary>The next character must be in the set.</summary>
    Set,

    /// <summary>The next bytes must be these.</summary>
    Literal,

    /// <summary>Characters of a set, from Min to Max of them, as many or (lazy) as few as possible.</summary>
    SetLoop,
    LazySetLoop,

    /// <summary>Goes on at the next step; when that fails, at Target.</summary>
    Split,

    /// <summary>Goes on at Target; when that fails, at the next step.</summary>
    LazySplit,
    Jump,

    /// <summary>Remembers the place in a slot.</summary>
    Save,

    /// <summary>Remembers a group: from the place in slot Min up to here.</summary>
    SaveGroup,

    /// <summary>Jumps to Target when nothing was matched since the slot was saved: an empty repetition ends the loop.</summary>
    EmptyCheck,
    Place,
    BackReference,
    Cluster,

    /// <summary>Runs the steps up to Accept by themselves, then goes on at Target.</summary>
    Atomic,
    LookAhead,
    NotAhead,
    LookBehind,
    NotBehind,

    /// <summary>The end of the program, or of a part run by itself.</summary>
    Accept,
}

/// <summary>One step of a program.</summary>
sealed class Step(StepKind kind)
{
    public StepKind Kind { get; } = kind;

    public CharacterSet Set { get; init; } = CharacterSet.None;

    public byte[] Bytes { get; init; } = [];

    public int Target { get; set; }

    public int Slot { get; init; }

    public int Min { get; init; }

    public int Max { get; init; }

    public Place Place { get; init; }

    public Folding Folding { get; init; }

    /// <summary>Its number among the steps whose failures are remembered, or -1; a loop has a second one for the places behind
    /// it.</summary>
    public int Memory { get; set; } = -1;
}

/// <summary>A compiled pattern.</summary>
/// <param name="Slots">Two a group (the first for the whole match), then one a loop that may be empty.</param>
/// <param name="Memories">The number of steps whose failures are remembered; 0 where a reference back makes that wrong.</param>
/// <param name="Starts">The bytes that a match can begin with, or null when it may be empty.</param>
sealed record RegexProgram(Step[] Steps, int Groups, int Slots, int Memories, System.Buffers.SearchValues<byte>? Starts, bool IsAnchored);
