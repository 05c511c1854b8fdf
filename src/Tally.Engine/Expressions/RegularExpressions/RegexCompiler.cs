using System.Buffers;
using System.Text;

namespace Tally.Engine.Expressions.RegularExpressions;

/// <summary>Turns nodes into a program.</summary>
sealed class RegexCompiler
{
    const int MaxSteps = 20_000;

    readonly List<Step> _steps = [];
    int _slots;
    bool _hasReferences;

    RegexCompiler(int groups) => _slots = 2 * (groups + 1);

    /// <exception cref="RegexSyntaxException">Java refuses the pattern, or it is too large.</exception>
    public static RegexProgram Compile(string pattern)
    {
        var (root, groups) = RegexParser.Parse(pattern);
        var compiler = new RegexCompiler(groups);
        compiler.Write(root);
        compiler.Add(new(StepKind.Accept));
        return compiler.Finish(root, groups);
    }

    RegexProgram Finish(RegexNode root, int groups)
    {
        var memories = 0;
        if (!_hasReferences)
            foreach (var step in _steps) memories = Remembered(step, memories);
        var starts = new FirstBytes();
        var mayBeEmpty = starts.Add(root);
        return new([.. _steps], groups, _slots, memories, mayBeEmpty ? null : SearchValues.Create(starts.Bytes),
            FirstBytes.IsAnchored(root));
    }

    static int Remembered(Step step, int memories)
    {
        var count = step.Kind switch
        {
            StepKind.SetLoop or StepKind.LazySetLoop => 2,
            StepKind.Split or StepKind.LazySplit or >= StepKind.Atomic and < StepKind.Accept => 1,
            _ => 0,
        };
        if (count > 0) step.Memory = memories;
        return memories + count;
    }

    Step Add(Step step)
    {
        if (_steps.Count == MaxSteps)
            throw new RegexSyntaxException($"the pattern is too large: its repetitions written out are more than {MaxSteps:N0} steps",
                0) { IsUnsupported = true };
        _steps.Add(step);
        return step;
    }

    void Write(RegexNode node)
    {
        switch (node)
        {
            case SetNode { Set.Single: >= 0 and var character } when Rune.IsValid(character):
                Add(new(StepKind.Literal) { Bytes = Encoding.UTF8.GetBytes(char.ConvertFromUtf32(character)) });
                break;
            case SetNode set: Add(new(StepKind.Set) { Set = set.Set }); break;
            case SequenceNode sequence: WriteSequence(sequence); break;
            case ChoiceNode choice: WriteChoice(choice); break;
            case RepeatNode repeat: WriteRepeat(repeat); break;
            case GroupNode group: WriteGroup(group); break;
            case AtomicNode atomic: WriteApart(StepKind.Atomic, atomic.Body, 0); break;
            case LookNode look: WriteApart(Kind(look), look.Body, look.MaxLength); break;
            case PlaceNode place: Add(new(StepKind.Place) { Place = place.Place }); break;
            case BackReferenceNode reference: WriteReference(reference); break;
            default: Add(new(StepKind.Cluster)); break;
        }
    }

    static StepKind Kind(LookNode look) => look.IsBehind
        ? look.IsNegated ? StepKind.NotBehind : StepKind.LookBehind
        : look.IsNegated ? StepKind.NotAhead : StepKind.LookAhead;

    /// <summary>Single characters that follow each other are one step.</summary>
    void WriteSequence(SequenceNode sequence)
    {
        var literal = new StringBuilder();
        foreach (var part in sequence.Parts)
        {
            if (part is SetNode { Set.Single: >= 0 and var character } && Rune.IsValid(character))
            {
                literal.Append(char.ConvertFromUtf32(character));
                continue;
            }
            WriteLiteral(literal);
            Write(part);
        }
        WriteLiteral(literal);
    }

    void WriteLiteral(StringBuilder literal)
    {
        if (literal.Length > 0) Add(new(StepKind.Literal) { Bytes = Encoding.UTF8.GetBytes(literal.ToString()) });
        literal.Clear();
    }

    void WriteChoice(ChoiceNode choice)
    {
        var ends = new List<Step>();
        foreach (var branch in choice.Branches[..^1])
        {
            var split = Add(new(StepKind.Split));
            Write(branch);
            ends.Add(Add(new(StepKind.Jump)));
            split.Target = _steps.Count;
        }
        Write(choice.Branches[^1]);
        foreach (var end in ends) end.Target = _steps.Count;
    }

    void WriteRepeat(RepeatNode repeat)
    {
        if (repeat.Body is SetNode set)
        {
            Add(new(repeat.IsLazy ? StepKind.LazySetLoop : StepKind.SetLoop) { Set = set.Set, Min = repeat.Min, Max = repeat.Max });
            return;
        }
        for (var i = 0; i < repeat.Min; i++) Write(repeat.Body);
        if (repeat.Max == int.MaxValue) WriteLoop(repeat);
        else WriteOptional(repeat, repeat.Max - repeat.Min);
    }

    void WriteLoop(RepeatNode repeat)
    {
        var start = _steps.Count;
        var split = Add(new(repeat.IsLazy ? StepKind.LazySplit : StepKind.Split));
        var check = WriteIteration(repeat.Body);
        Add(new(StepKind.Jump) { Target = start });
        // A lazy split goes to its target first: that is behind the loop, too.
        split.Target = _steps.Count;
        if (check is not null) check.Target = _steps.Count;
    }

    void WriteOptional(RepeatNode repeat, int count)
    {
        var exits = new List<Step>();
        for (; count > 0; count--)
        {
            exits.Add(Add(new(repeat.IsLazy ? StepKind.LazySplit : StepKind.Split)));
            if (WriteIteration(repeat.Body) is { } check) exits.Add(check);
        }
        foreach (var exit in exits) exit.Target = _steps.Count;
    }

    /// <summary>The body, watched when it may be empty; gives the step that ends the loop then.</summary>
    Step? WriteIteration(RegexNode body)
    {
        if (RegexLength.Of(body).Min > 0)
        {
            Write(body);
            return null;
        }
        var slot = _slots++;
        Add(new(StepKind.Save) { Slot = slot });
        Write(body);
        return Add(new(StepKind.EmptyCheck) { Slot = slot });
    }

    void WriteGroup(GroupNode group)
    {
        // The start of a group counts only once its end is reached.
        var start = _slots++;
        Add(new(StepKind.Save) { Slot = start });
        Write(group.Body);
        Add(new(StepKind.SaveGroup) { Slot = 2 * group.Number, Min = start });
    }

    void WriteApart(StepKind kind, RegexNode body, int maxLength)
    {
        var step = Add(new(kind) { Max = maxLength });
        Write(body);
        Add(new(StepKind.Accept));
        step.Target = _steps.Count;
    }

    void WriteReference(BackReferenceNode reference)
    {
        _hasReferences = true;
        Add(new(StepKind.BackReference) { Slot = 2 * reference.Number, Folding = reference.Folding });
    }
}
