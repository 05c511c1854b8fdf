using RadLine;
using Spectre.Console;
using Tally.Engine.Planning;

namespace Tally.Host.Shell;

/// <summary>Reads lines from the terminal: with editing, history and completion where it can do that.</summary>
abstract class LineReader
{
    const string Prompt = "tally> ", Continuation = "   ... ";

    /// <summary>The next line; null at the end of the input. Stops when cancelled.</summary>
    public abstract Task<string?> ReadAsync(bool isFirst, CancellationToken cancellation);

    public static LineReader Create(SessionCatalog catalog, StatementHistory history)
    {
        var console = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(Console.Error) });
        return LineEditor.IsSupported(console) ? new Editing(console, new SqlCompletion(catalog), history) : new Plain();
    }

    /// <summary>By a line editor.</summary>
    sealed class Editing(IAnsiConsole console, ITextCompletion completion, StatementHistory history) : LineReader
    {
        readonly LineEditor _first = NewEditor(console, Prompt, completion);
        readonly LineEditor _more = NewEditor(console, Continuation, completion);
        int _known;

        public override async Task<string?> ReadAsync(bool isFirst, CancellationToken cancellation)
        {
            var editor = isFirst ? _first : _more;
            for (; _known < history.Statements.Count; _known++)
                foreach (var each in (LineEditor[])[_first, _more]) each.History.Add(history.Statements[_known]);
            try
            {
                return await editor.ReadLine(cancellation);
            }
            catch (OperationCanceledException)
            {
                Console.Error.WriteLine("^C");
                return null;
            }
        }

        static LineEditor NewEditor(IAnsiConsole console, string prompt, ITextCompletion completion)
        {
            var editor = new LineEditor(console) { Prompt = new LineEditorPrompt(prompt.TrimEnd()), Completion = completion };
            var keys = editor.KeyBindings;
            keys.Remove(ConsoleKey.UpArrow);
            keys.Remove(ConsoleKey.DownArrow);
            keys.Add<PreviousHistoryCommand>(ConsoleKey.UpArrow);
            keys.Add<NextHistoryCommand>(ConsoleKey.DownArrow);
            keys.Add<MoveHomeCommand>(ConsoleKey.A, ConsoleModifiers.Control);
            keys.Add<MoveEndCommand>(ConsoleKey.E, ConsoleModifiers.Control);
            keys.Add<ClearLineCommand>(ConsoleKey.U, ConsoleModifiers.Control);
            keys.Add<EndOfInputCommand>(ConsoleKey.D, ConsoleModifiers.Control);
            return editor;
        }
    }

    /// <summary>As the terminal gives them.</summary>
    sealed class Plain : LineReader
    {
        public override Task<string?> ReadAsync(bool isFirst, CancellationToken cancellation)
        {
            Console.Error.Write(isFirst ? Prompt : Continuation);
            return Task.FromResult(Console.ReadLine());
        }
    }
}

/// <summary>Ctrl-D: on an empty line the input ends.</summary>
sealed class EndOfInputCommand : LineEditorCommand
{
    public override void Execute(LineEditorContext context)
    {
        if (context.Buffer.Length == 0) context.Submit(SubmitAction.Cancel);
    }
}

/// <summary>Ctrl-U: clears the line.</summary>
sealed class ClearLineCommand : LineEditorCommand
{
    public override void Execute(LineEditorContext context)
    {
        context.Buffer.Clear(0, context.Buffer.Length);
        context.Buffer.Move(0);
    }
}
