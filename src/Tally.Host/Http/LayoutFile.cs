using System.Text.Json;
using Tally.Results;

namespace Tally.Host.Http;

/// <summary>Keeps what was arranged by hand: in the metric's own file, or in DIR/pipeline/layout where that cannot be written or belongs
/// to the program.</summary>
/// <param name="sourceOf">The file in which a metric is written; null when there is none.</param>
sealed class LayoutFile(string dataDirectory, MetricCatalog metrics, Func<string, string?> sourceOf)
{
    static readonly JsonSerializerOptions s_json =
        new(JsonSerializerOptions.Web) { WriteIndented = true,
            Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    readonly Lock _lock = new();
    readonly string _path = Path.Combine(dataDirectory, "pipeline", "layout");

    /// <summary>Arranges metrics as they were the last time.</summary>
    public void Load()
    {
        foreach (var layout in Read().Values) metrics.Arrange(layout);
    }

    /// <exception cref="IOException">It cannot be written.</exception>
    public void Save(IReadOnlyList<MetricLayout> layouts)
    {
        lock (_lock)
        {
            var kept = Read();
            foreach (var layout in layouts)
            {
                if (WriteComments(layout)) kept.Remove(layout.Metric);
                else kept[layout.Metric] = layout;
                metrics.Arrange(layout);
            }
            if (kept.Count > 0) Replace(_path, JsonSerializer.Serialize(kept.Values, s_json));
            else if (File.Exists(_path)) File.Delete(_path);
        }
    }

    bool WriteComments(MetricLayout layout)
    {
        if (sourceOf(layout.Metric) is not { } path || !File.Exists(path) || IsOfProgram(path)) return false;
        try
        {
            if (LayoutComments.Write(File.ReadAllText(path), layout) is not { } text) return false;
            Replace(path, text);
            return true;
        }
        catch (Exception error) when (error is UnauthorizedAccessException or IOException)
        {
            return false;
        }
    }

    // An update of the program would overwrite it.
    static bool IsOfProgram(string path) => Path.GetFullPath(path).StartsWith(AppContext.BaseDirectory, StringComparison.Ordinal);

    // A file that is cut off in the middle would take the whole pipeline down.
    static void Replace(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        File.WriteAllText(path + ".new", text);
        File.Move(path + ".new", path, overwrite: true);
    }

    Dictionary<string, MetricLayout> Read() =>
        !File.Exists(_path) ? []
        : (JsonSerializer.Deserialize<MetricLayout[]>(File.ReadAllText(_path), s_json) ?? []).ToDictionary(layout => layout.Metric);
}
