using Microsoft.AspNetCore.Http;

namespace Tally.Host.Http;

/// <summary>Errors as problem+json with a stable code.</summary>
static class Problem
{
    public static IResult Of(int status, string code, string detail) =>
        Microsoft.AspNetCore.Http.Results.Problem(detail, statusCode: status, extensions: new Dictionary<string, object?> { ["code"] = code });

    public static IResult NotFound(string what, string name, IEnumerable<string> known) =>
        Of(StatusCodes.Status404NotFound, $"unknown-{what}", $"there is no {what} '{name}'; known are: {string.Join(", ", known)}");
}
