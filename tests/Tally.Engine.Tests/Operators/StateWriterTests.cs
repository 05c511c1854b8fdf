using Tally.Engine.State;
using Xunit;

namespace Tally.Engine.Tests.Operators;

/// <summary>State is read as it was written, wherever the writer's pieces end.</summary>
public sealed class StateWriterTests
{
    [Fact]
    public void Blocks_and_runs_are_read_across_pieces()
    {
        var random = new Random(5);
        var writer = new StateWriter();
        for (var round = 0; round < 3; round++)
        {
            writer.Clear();
            var runs = new List<byte[]>();
            for (var i = 0; i < 60; i++)
            {
                var run = new byte[random.Next(i % 7 == 0 ? 700_000 : 3000)];
                random.NextBytes(run);
                runs.Add(run);
                var outer = writer.Begin();
                writer.Write(i);
                var inner = writer.Begin();
                writer.Write(run.AsSpan());
                writer.End(inner);
                writer.Write((Int128)i);
                writer.End(outer);
            }
            Assert.Equal(writer.Length, writer.Pieces.Sum(piece => piece.Length));
            var reader = new StateReader(writer.ToArray());
            for (var i = 0; i < runs.Count; i++)
            {
                var outer = new StateReader(reader.ReadBytes().ToArray());
                Assert.Equal(i, outer.ReadInt32());
                Assert.Equal(runs[i], new StateReader(outer.ReadBytes().ToArray()).ReadBytes());
                Assert.Equal(i, outer.ReadInt128());
                Assert.True(outer.AtEnd);
            }
            Assert.True(reader.AtEnd);
        }
    }

    [Fact]
    public void Nothing_written_is_nothing()
    {
        var writer = new StateWriter();
        Assert.Empty(writer.ToArray());
        writer.Write(true);
        writer.Clear();
        Assert.Empty(writer.ToArray());
    }
}
