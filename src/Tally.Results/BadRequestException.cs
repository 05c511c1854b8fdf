namespace Tally.Results;

/// <summary>A request asks for what does not exist or cannot be: the client must change it.</summary>
/// <param name="message">What was found and what was expected; for the client to read.</param>
public sealed class BadRequestException(string message) : Exception(message);
