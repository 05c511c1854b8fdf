namespace Tally.Engine.Columns;

/// <summary>One column of an order, for ranking.</summary>
/// <param name="NullsFirst">Where NULL goes; by default it is the smallest value: first when ascending, last when descending.</param>
readonly record struct SortKey(int Column, bool Descending, bool NullsFirst);
