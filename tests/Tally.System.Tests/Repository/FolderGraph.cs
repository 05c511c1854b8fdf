using System.Text.RegularExpressions;

namespace Tally.System.Tests.Repository;

/// <summary>Which top folders of a project use which others: by `using`, by a qualified name, or by the name of a type that needs
/// neither.</summary>
sealed partial class FolderGraph
{
    /// <summary>Stands for the files that lie beside the project file.</summary>
    public const string Root = ".";

    readonly Dictionary<(string From, string To), string> _edges = [];

    FolderGraph(string project)
    {
        var files = Checkout.SourceFiles($"src/{project}").Select(path => new Source(project, path)).ToList();
        Folders = [.. files.Select(file => file.Folder).Distinct().Order(StringComparer.Ordinal)];
        var rootTypes = files.Where(file => file.Folder == Root).SelectMany(file => file.Types).ToHashSet();
        foreach (var file in files)
            foreach (var (folder, name) in file.Uses(project, Folders, rootTypes))
                if (folder != file.Folder) _edges.TryAdd((file.Folder, folder), $"{file.Name} uses {name}");
    }

    public IReadOnlyList<string> Folders { get; }

    /// <summary>From which folder to which, with one place that says so.</summary>
    public IReadOnlyDictionary<(string From, string To), string> Edges => _edges;

    public static FolderGraph Of(string project) => new(project);

    /// <summary>The folders from the bottom up, those of equal height together; what is in a cycle or above one is left out.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Layers()
    {
        var layers = new List<IReadOnlyList<string>>();
        var left = Folders.ToHashSet();
        while (
            left.Where(folder => !_edges.Keys.Any(edge => edge.From == folder && left.Contains(edge.To))).Order().ToList()
                is { Count: > 0 } layer
        )
        {
            layers.Add(layer);
            left.ExceptWith(layer);
        }
        return layers;
    }

    /// <summary>The edges between folders of which none is below the other.</summary>
    public IEnumerable<string> Cycles()
    {
        var above = Folders.Except(Layers().SelectMany(layer => layer)).ToHashSet();
        return _edges
            .Where(edge => above.Contains(edge.Key.From) && above.Contains(edge.Key.To))
            .Select(edge => $"{edge.Key.From} → {edge.Key.To}: {edge.Value}");
    }

    sealed class Source
    {
        readonly string _text;

        public Source(string project, string path)
        {
            _text = File.ReadAllText(path);
            Name = Checkout.Relative(path);
            var inside = Name[$"src/{project}/".Length..];
            Folder = inside.Contains('/') ? inside[..inside.IndexOf('/')] : Root;
        }

        public string Name { get; }

        public string Folder { get; }

        public IEnumerable<string> Types => TypeDeclaration().Matches(_text).Select(match => match.Groups[1].Value);

        public IEnumerable<(string Folder, string Name)> Uses(string project, IEnumerable<string> folders, HashSet<string> rootTypes)
        {
            foreach (var folder in folders.Where(folder => folder != Root))
            {
                if (Regex.IsMatch(_text, $@"^using (static |\w+ = )?{Regex.Escape(project)}\.{folder}\b", RegexOptions.Multiline))
                    yield return (folder, folder);
                if (
                    Regex.Match(_text, $@"(?<![\w.]){folder}\.(\w+\.)*[A-Z]\w+(?=[ <>({{.""])") is { Success: true } match
                    && IsNamespace(project, folder, match.Value)
                )
                    yield return (folder, match.Value);
            }
            foreach (Match word in Word().Matches(_text))
                if (rootTypes.Contains(word.Value)) yield return (Root, word.Value);
        }

        // "Columns.Count" is a property more often than a namespace: only what names a type of that folder counts.
        static bool IsNamespace(string project, string folder, string name) =>
            Checkout
                .SourceFiles($"src/{project}/{folder}")
                .Any(path => Path.GetFileNameWithoutExtension(path) == name[(name.LastIndexOf('.') + 1)..]);
    }

    [GeneratedRegex(
        @"^(?:public |internal |static |sealed |abstract |partial |readonly |ref |file )*"
            + @"(?:class|record struct|record|struct|interface|enum|delegate \S+) (\w+)",
        RegexOptions.Multiline
    )]
    private static partial Regex TypeDeclaration();

    [GeneratedRegex(@"(?<![\w.""])[A-Z]\w+")]
    private static partial Regex Word();
}
