using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Tally.Results.Live;

/// <summary>The pictures of one list of cuts, for all viewers that have asked for this list.</summary>
sealed class LiveChannel(IReadOnlyList<LiveCut> cuts, Func<ReadOnlyMemory<byte>?>? pipeline)
{
    (long Number, LiveFrame Frame)? _whole;
    byte[] _pipeline = [];

    public IReadOnlyList<LiveCut> Cuts => cuts;

    /// <summary>How many viewers follow it.</summary>
    public int ViewerCount { get; set; }

    /// <summary>The newest picture as what it changed.</summary>
    public LivePicture Newest { get; private set; } = new(0, new([]));

    /// <summary>Makes the picture of a number out of what its cuts have become.</summary>
    public void Take(long number)
    {
        var state = pipeline?.Invoke()?.ToArray() ?? [];
        var isNew = !state.AsSpan().SequenceEqual(_pipeline);
        _pipeline = state;
        Newest = new(number, new(Write(cut => cut.Change, isNew)));
    }

    /// <summary>All of the newest picture, for a viewer that has not seen the one before.</summary>
    public LivePicture Whole()
    {
        if (_whole?.Number != Newest.Number) _whole = (Newest.Number, new(Write(cut => cut.Whole(), true)));
        return new(Newest.Number, _whole.Value.Frame);
    }

    byte[] Write(Func<LiveCut, byte[]?> part, bool withPipeline)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        // A picture is as old as the oldest of what it shows.
        if (cuts.Min(cut => cut.AsOf) is { } asOf) json.WriteString("asOf", asOf);
        if (cuts.Min(cut => cut.Watermark) is { } watermark) json.WriteString("watermark", watermark);
        json.WriteStartObject("cuts");
        for (var i = 0; i < cuts.Count; i++)
        {
            if (part(cuts[i]) is not { } text) continue;
            json.WritePropertyName(i.ToString(System.Globalization.CultureInfo.InvariantCulture));
            json.WriteRawValue(text, skipInputValidation: true);
        }
        json.WriteEndObject();
        if (withPipeline && _pipeline.Length > 0)
        {
            json.WritePropertyName("pipeline");
            json.WriteRawValue(_pipeline, skipInputValidation: true);
        }
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}

/// <summary>One moment of a list of cuts.</summary>
/// <param name="Number">One more than that of the picture before.</param>
sealed record LivePicture(long Number, LiveFrame Frame);
