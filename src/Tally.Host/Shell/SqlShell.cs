using System.Runtime.InteropServices;
using System.Text;
using Tally.Engine.Execution;
using Tally.Engine.Execution.Printing;
using Tally.Engine.Sql;
using Tally.Host.Sessions;

namespace Tally.Host.Shell;

/// <summary>Reads statements from the terminal, each up to its semicolon, and runs them; neither an error nor Ctrl-C ends it.</summary>
sealed class SqlShell(SqlSession session, Func<TimeZoneInfo, IResultPrinter> printer)
{
    readonly ShellCommands _commands = new(session.Catalog);
    readonly StatementHistory _history = StatementHistory.Open();
    CancellationTokenSource _interrupt = new();

    public async Task RunAsync(CancellationToken cancellation)
    {
        Console.Error.WriteLine("A statement ends with ;  Try: SELECT * FROM 'file.csv' LIMIT 5;  help lists more, exit ends.");
        using var signal = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
        {
            context.Cancel = true;
            _interrupt.Cancel();
        });
        var lines = LineReader.Create(session.Catalog, _history);
        while (!cancellation.IsCancellationRequested)
        {
            Renew();
            if (await ReadStatementAsync(lines) is not { } statement) break;
            if (statement.Length > 0) await RunAsync(statement);
        }
    }

    /// <summary>A statement with its semicolon; empty when there is nothing to run; null at the end.</summary>
    async Task<string?> ReadStatementAsync(LineReader lines)
    {
        var text = new StringBuilder();
        while (true)
        {
            var line = await lines.ReadAsync(isFirst: text.Length == 0, _interrupt.Token);
            if (_interrupt.IsCancellationRequested) return "";
            if (line is null) return null;
            if (text.Length == 0)
            {
                var answer = _commands.Answer(line);
                if (answer is { IsEnd: true }) return null;
                if (answer is { Statement: { } meant }) return meant;
                if (answer is not null || line.Trim().Length == 0) return "";
            }
            text.Append(line).Append('\n');
            if (!line.TrimEnd().EndsWith(';')) continue;
            var statement = text.ToString().Trim();
            _history.Add(statement);
            return statement;
        }
    }

    async Task RunAsync(string statement)
    {
        await Failures.CatchAsync(() => session.RunAsync(new SourceText("input", statement), printer, _interrupt.Token));
        if (_interrupt.IsCancellationRequested) Console.Error.WriteLine("\r\u001b[Kstopped");
    }

    void Renew()
    {
        if (!_interrupt.IsCancellationRequested) return;
        _interrupt.Dispose();
        _interrupt = new();
    }
}
