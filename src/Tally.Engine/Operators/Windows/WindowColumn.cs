namespace Tally.Engine.Operators.Windows;

/// <summary>The columns that a window adds to a row.</summary>
enum WindowColumn
{
    /// <summary>TIMESTAMP(3) NOT NULL on the local clock.</summary>
    Start,

    /// <summary>TIMESTAMP(3) NOT NULL on the local clock, exclusive.</summary>
    End,

    /// <summary>End − 1 ms as a time attribute: TIMESTAMP(3), or an instant (TIMESTAMP_LTZ(3)) when the window has a zone.</summary>
    Time,
}
