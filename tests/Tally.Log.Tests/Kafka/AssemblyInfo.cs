// One broker for all tests of this program.
[assembly: AssemblyFixture(typeof(SharedKafka))]
