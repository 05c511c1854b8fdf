using System.Globalization;

namespace Tally.System.Tests.Tail;

/// <summary>Random sequences of what happens to log files, against a model: without truncation every line is read exactly once.</summary>
public sealed class RandomSequenceTests
{
    [Fact]
    public Task Every_line_once() => RunAsync(0, 300);

    [Fact]
    [Trait("Category", "long")]
    public Task Every_line_once_in_many_sequences() => RunAsync(1000, 10_000);

    static async Task RunAsync(int firstSeed, int count)
    {
        for (var seed = firstSeed; seed < firstSeed + count; seed++)
        {
            await using var world = new World(seed);
            for (var step = 0; step < 40; step++) await world.StepAsync();
            await world.FinishAsync();
            Assert.True(world.Expected.SequenceEqual(world.Read), $"seed {seed}:\n{string.Join('\n', world.History)}\nexpected {string.Join(' ', world.Expected)}\nread     {string.Join(' ', world.Read)}");
        }
    }

    /// <summary>The files, what stands in them, and what must come out.</summary>
    sealed class World(int seed) : IAsyncDisposable
    {
        readonly Random _random = new(seed);
        readonly Follower _logs = new(maxLineBytes: 1000);
        readonly List<string> _names = [];
        readonly Dictionary<string, string> _texts = [];
        readonly HashSet<string> _seen = [];
        readonly List<string> _expected = [];
        int _lineNumber;
        bool _isDown, _deletedSinceLook;

        public List<string> History { get; } = [];

        public IEnumerable<string> Expected => _expected.Order(StringComparer.Ordinal);

        public IEnumerable<string> Read => _logs.Lines.Order(StringComparer.Ordinal);

        public async Task StepAsync()
        {
            switch (_random.Next(12))
            {
                case 0 or 1 or 2: Write("\n"); break;
                case 3: Write("\r\n"); break;
                case 4: Write(""); break;
                case 5: Rotate(); break;
                case 6: Delete(); break;
                case 7: await StopOrStartAsync(); break;
                default: await PollAsync(); break;
            }
        }

        public async Task FinishAsync()
        {
            if (_isDown) await StopOrStartAsync();
            foreach (var name in _names.ToList()) Write("\n", name);
            await PollAsync();
            await PollAsync();
            foreach (var name in _names) Expect(_texts[name]);
        }

        public ValueTask DisposeAsync() => _logs.DisposeAsync();

        void Write(string end, string? name = null)
        {
            name ??= _names.Count > 1 && _random.Next(4) == 0 ? _names[_random.Next(_names.Count)] : "app.log";
            if (!_names.Contains(name)) _names.Add(name);
            var text = string.Create(CultureInfo.InvariantCulture, $"{_lineNumber++:D6}{end}");
            History.Add($"write {name} {text.ReplaceLineEndings("$")}");
            _texts[name] = _texts.GetValueOrDefault(name, "") + text;
            _logs.Append(name, text);
        }

        void Rotate()
        {
            if (!_names.Contains("app.log")) return;
            History.Add("rotate");
            foreach (var number in Enumerable.Range(1, 9).Reverse().Where(number => _names.Contains($"app.log.{number}"))) Rename($"app.log.{number}", $"app.log.{number + 1}");
            Rename("app.log", "app.log.1");
        }

        void Rename(string from, string to)
        {
            if (_names.Contains(to)) return;
            _logs.Rename(from, to);
            _names[_names.IndexOf(from)] = to;
            _texts.Remove(from, out var text);
            _texts[to] = text!;
            if (_seen.Remove(from)) _seen.Add(to);
        }

        // What is deleted before anyone looked cannot be read: only files that are followed may go.
        void Delete()
        {
            var known = _names.Where(_seen.Contains).ToList();
            if (_isDown || known.Count == 0) return;
            var name = known[_random.Next(known.Count)];
            History.Add($"delete {name}");
            File.Delete(_logs[name]);
            Expect(_texts[name]);
            _names.Remove(name);
            _texts.Remove(name);
            _seen.Remove(name);
            _deletedSinceLook = true;
        }

        void Expect(string text)
        {
            var lines = text.Split('\n');
            for (var i = 0; i < lines.Length; i++)
                if (i < lines.Length - 1 || lines[i].Length > 0) _expected.Add(lines[i].TrimEnd('\r'));
        }

        async Task StopOrStartAsync()
        {
            if (_deletedSinceLook) await PollAsync();
            History.Add(_isDown ? "start" : "stop");
            _seen.Clear();
            if (_isDown) _seen.UnionWith(_names);
            await (_isDown ? _logs.StartAsync() : _logs.StopAsync());
            _isDown = !_isDown;
        }

        async Task PollAsync()
        {
            if (_isDown) return;
            History.Add("poll");
            await _logs.PollAsync(_random.Next(4) == 0 ? 3 : 1 << 16);
            _deletedSinceLook = false;
            _seen.UnionWith(_names);
        }
    }
}
