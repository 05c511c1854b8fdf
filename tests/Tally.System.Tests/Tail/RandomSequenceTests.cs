using System.Globalization;

namespace Tally.System.Tests.Tail;

/// <summary>
/// Random sequences of what happens to log files, against a model: without truncation every line is read exactly once; with it, whole lines
/// that were written
/// before it and not read may be missing, as many as the model allows and no others, and none is read twice. TALLY_SEED=N runs one
/// sequence.
/// </summary>
public sealed class RandomSequenceTests
{
    [Fact]
    public Task Every_line_once() => RunAsync(0, 300, truncates: false);

    [Fact]
    public Task With_truncation_only_what_nobody_had_time_to_read_is_missing() => RunAsync(0, 200, truncates: true);

    [Theory]
    [Trait("Category", "long")]
    [InlineData(300, 3000, false)]
    [InlineData(200, 2000, true)]
    public Task Thousands_of_sequences(int firstSeed, int count, bool truncates) => RunAsync(firstSeed, count, truncates);

    [Fact]
    [Trait("Category", "long")]
    public async Task Every_line_once_in_tens_of_thousands_of_sequences()
    {
        TestRun.SkipUnlessLong();
        await RunAsync(10_000, 40_000, truncates: false);
        await RunAsync(10_000, 10_000, truncates: true);
    }

    static async Task RunAsync(int firstSeed, int count, bool truncates)
    {
        (firstSeed, count) = TestRun.Seeds(firstSeed, count);
        for (var seed = firstSeed; seed < firstSeed + count; seed++)
        {
            await using var world = new World(seed, truncates);
            for (var step = 0; step < 40; step++) await world.StepAsync();
            await world.FinishAsync();
            Assert.True(
                world.IsAsExpected,
                $"TALLY_SEED={seed}\n{string.Join('\n', world.History)}\nexpected {string.Join(' ', world.Expected)}\nread     " +
                    $"{string.Join(' ', world.Read)}\nmay be missing {string.Join(' ', world.MayMiss)}"
            );
        }
    }

    /// <summary>The files, what stands in them, and what must come out.</summary>
    sealed class World(int seed, bool truncates) : IAsyncDisposable
    {
        readonly Random _random = new(seed);
        readonly Follower _logs = new(maxLineBytes: 1000);
        readonly List<string> _names = [];
        readonly Dictionary<string, string> _texts = [];
        readonly HashSet<string> _seen = [];
        readonly HashSet<string> _mayMiss = [];
        readonly List<string> _expected = [];
        readonly List<string> _expectedPacked = [];
        int _lineNumber;
        bool _isDown, _deletedSinceLook;

        public List<string> History { get; } = [];

        public IEnumerable<string> Expected => _expected.Order(StringComparer.Ordinal);

        public IEnumerable<string> Read => _logs.Lines.Order(StringComparer.Ordinal);

        public async Task StepAsync()
        {
            switch (_random.Next(truncates ? 16 : 15))
            {
                case 0 or 1 or 2: Write("\n"); break;
                case 3: Write("\r\n"); break;
                case 4: Write(""); break;
                case 5: Rotate(); break;
                case 6: Delete(); break;
                case 7: await StopOrStartAsync(); break;
                case 8: await KillAsync(); break;
                case 9: Pack(); break;
                case 14: await CopyTruncateAsync(); break;
                case 15: Truncate(); break;
                default: await PollAsync(); break;
            }
        }

        public async Task FinishAsync()
        {
            if (_isDown) await StopOrStartAsync();
            foreach (var name in _names.ToList()) Write("\n", name);
            await PollAsync();
            await PollAsync();
            await PollAsync();
            foreach (var text in _names.Select(name => _texts[name]).Concat(_expectedPacked)) Expect(text);
        }

        public IEnumerable<string> MayMiss => _mayMiss.Order(StringComparer.Ordinal);

        /// <summary>Without truncation this is equality.</summary>
        public bool IsAsExpected =>
            Expected.Where(line => !_mayMiss.Contains(line)).SequenceEqual(Read.Where(line => !_mayMiss.Contains(line)))
            && Read.Where(_mayMiss.Contains).ToList() is var may
            && may.Distinct().Count() == may.Count;

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
            foreach (var number in Enumerable.Range(1, 9).Reverse().Where(number => _names.Contains($"app.log.{number}")))
                Rename($"app.log.{number}", $"app.log.{number + 1}");
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

        // As logrotate does with "compress": the file behind the newest rotated one.
        void Pack()
        {
            var name = _names.LastOrDefault(name =>
                name.StartsWith("app.log.", StringComparison.Ordinal) && !name.EndsWith(".gz", StringComparison.Ordinal)
            );
            if (name is null || (!_isDown && !_seen.Contains(name)))
                return;
            History.Add($"pack {name}");
            PackedTests.Pack(_logs, name, name + ".gz");
            // A line without its end is complete now.
            _expectedPacked.Add(_texts[name]);
            _names.Remove(name);
            _texts.Remove(name);
            _seen.Remove(name);
            File.Move(_logs[name + ".gz"], _logs[$"app.log.old{_lineNumber++}.gz"]);
        }

        // As logrotate does with "copytruncate", with nothing written in between: not a line is missing or there twice.
        async Task CopyTruncateAsync()
        {
            if (_isDown || !_seen.Contains("app.log") || _texts["app.log"].Length == 0) return;
            History.Add("copytruncate");
            foreach (var number in Enumerable.Range(1, 9).Reverse().Where(number => _names.Contains($"app.log.{number}")))
                Rename($"app.log.{number}", $"app.log.{number + 1}");
            if (_names.Contains("app.log.1"))
                return;
            File.Copy(_logs["app.log"], _logs["app.log.1"]);
            File.WriteAllText(_logs["app.log"], "");
            (_texts["app.log.1"], _texts["app.log"]) = (_texts["app.log"], "");
            _names.Add("app.log.1");
            _seen.Remove("app.log");
            await PollAsync();
        }

        // With copytruncate what was not read yet stands in the copy; without the copy it is gone.
        void Truncate()
        {
            if (!_names.Contains("app.log")) return;
            History.Add("truncate");
            foreach (var line in _texts["app.log"].Split('\n')) _mayMiss.Add(line.TrimEnd('\r'));
            Expect(_texts["app.log"]);
            File.WriteAllText(_logs["app.log"], "");
            _texts["app.log"] = "";
            _seen.Remove("app.log");
        }

        // kill -9: what was read since the last checkpoint is read again, and recognized by its source and position.
        async Task KillAsync()
        {
            if (_isDown || _deletedSinceLook) return;
            History.Add("kill");
            await _logs.KillAsync();
            await _logs.StartAsync();
            _seen.UnionWith(_names.Where(name => _texts[name].Length > 0));
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
            if (_isDown) _seen.UnionWith(_names.Where(name => _texts[name].Length > 0));
            await (_isDown ? _logs.StartAsync() : _logs.StopAsync());
            _isDown = !_isDown;
        }

        async Task PollAsync()
        {
            if (_isDown) return;
            History.Add("poll");
            await _logs.PollAsync(_random.Next(4) == 0 ? 3 : 1 << 16);
            _deletedSinceLook = false;
            if (_random.Next(3) == 0) _logs.Checkpoint();
            _seen.UnionWith(_names.Where(name => _texts[name].Length > 0));
        }
    }
}
