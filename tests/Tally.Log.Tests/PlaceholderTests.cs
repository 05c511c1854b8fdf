namespace Tally.Log.Tests;

public class PlaceholderTests { [Xunit.Fact] public void Builds() { } }
