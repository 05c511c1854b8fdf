namespace Tally.Testing.Files;

/// <summary>The moment at which the simulated machine or process stops. Nothing may catch it but the simulation.</summary>
public sealed class SimulatedCrashException() : Exception("the simulated machine has stopped");
