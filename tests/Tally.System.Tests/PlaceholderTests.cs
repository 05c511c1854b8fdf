namespace Tally.System.Tests;

public class PlaceholderTests { [Xunit.Fact] public void Builds() { } }
