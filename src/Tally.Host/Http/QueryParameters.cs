using Microsoft.AspNetCore.Http;
using Tally.Engine.Sql;

namespace Tally.Host.Http;

/// <summary>Refuses parameters of a call that mean nothing there: else a mistyped one would be passed over in silence.</summary>
static class QueryParameters
{
    /// <summary>400 with a near name for the first unknown parameter; null when all are known.</summary>
    public static IResult? Problem(HttpRequest request, string[] known)
    {
        if (request.Query.Keys.FirstOrDefault(key => !known.Contains(key, StringComparer.OrdinalIgnoreCase)) is not { } unknown)
            return null;
        var near = NearNames.HintQuoted(unknown, known) ?? $"known are {string.Join(", ", known)}";
        return Http.Problem.Of(StatusCodes.Status400BadRequest, "bad-request", $"there is no parameter '{unknown}': {near}");
    }
}
