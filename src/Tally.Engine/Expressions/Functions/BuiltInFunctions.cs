using Tally.Engine.Expressions.Arithmetic;
using Tally.Engine.Expressions.Bitmaps;
using Tally.Engine.Expressions.Collections;
using Tally.Engine.Expressions.Json;
using Tally.Engine.Expressions.Text;
using Tally.Engine.Expressions.Time;

namespace Tally.Engine.Expressions.Functions;

/// <summary>The families of functions that every session has.</summary>
static class BuiltInFunctions
{
    public static IEnumerable<FunctionDefinition> All =>
    [
        .. ConditionalFunctions.All, .. NumberFunctions.All, .. DoubleFunctions.All, .. RandomFunctions.All,
        .. CaseFunctions.All, .. LengthFunctions.All, .. SubstringFunctions.All, .. TrimFunctions.All, .. SearchFunctions.All,
        .. JoinFunctions.All,
        .. RegexFunctions.All, .. EncodingFunctions.All, .. HashFunctions.All, .. UrlFunctions.All, .. TestFunctions.All,
        .. NetFunctions.All, .. Printf.All,
        .. FieldFunctions.All, .. CurrentTimeFunctions.All, .. ShiftFunctions.All, .. TimeFormatFunctions.All,
        .. ArrayFunctions.All, .. ArraySetFunctions.All, .. MapFunctions.All,
        .. JsonQueryFunctions.All, .. JsonConstructors.All, .. VariantFunctions.All,
        .. BitmapFunctions.All,
    ];
}
