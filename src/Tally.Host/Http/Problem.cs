using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Tally.Host.Http;

/// <summary>Errors as problem+json with a stable code.</summary>
static class Problem
{
    public static IResult Of(int status, string code, string detail) =>
        Microsoft.AspNetCore.Http.Results
            .Problem(detail, statusCode: status, extensions: new Dictionary<string, object?> { ["code"] = code });

    /// <summary>Gives the errors that the framework finds by itself a code too: their title, as bad-request.</summary>
    public static void AddCode(ProblemDetails problem)
    {
        if (!problem.Extensions.ContainsKey("code"))
            problem.Extensions["code"] = (problem.Title ?? "error").ToLowerInvariant().Replace(' ', '-');
    }

    public static IResult NotFound(string what, string name, IEnumerable<string> known) =>
        Of(StatusCodes.Status404NotFound, $"unknown-{what}", $"there is no {what} '{name}'; known are: {string.Join(", ", known)}");
}
