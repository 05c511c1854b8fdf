namespace Tally.Engine.Planning.Logical;

/// <summary>One column of an ORDER BY.</summary>
readonly record struct SortColumn(int Column, bool Descending, bool NullsFirst)
{
    public override string ToString() =>
        $"${Column}{(Descending ? " DESC" : "")}{(NullsFirst != Descending ? "" : NullsFirst ? " NULLS FIRST" : " NULLS LAST")}";
}
