using System.Text;
using Tally.Engine.Columns;
using Tally.Engine.Expressions.Kernels;
using Tally.Engine.Sql;

namespace Tally.Engine.Expressions.Text;

/// <summary>Makes LIKE and SIMILAR TO; a constant pattern is compiled once.</summary>
static class PatternMatch
{
    delegate bool Matcher(ReadOnlySpan<byte> text);

    public static Expression Create(Expression operand, Expression pattern, Expression? escape, bool similar, TextSpan span,
        ExpressionBinder binder)
    {
        (operand, pattern) = (Typed(operand), Typed(pattern));
        if (escape is null && pattern is Literal { IsNull: false } constant) return Constant(operand, constant, null, similar, span);
        if (escape is Literal { IsNull: false } mark)
        {
            var rune = EscapeOf(mark.Text)
                ?? throw new SqlException(ErrorCode.BadArgument, mark.Span, $"ESCAPE '{mark.Text}': the escape is one character");
            if (pattern is Literal { IsNull: false } known) return Constant(operand, known, rune, similar, span);
        }
        Expression[] arguments = escape is null ? [operand, pattern] : [operand, pattern, Typed(escape)];
        return new FixedFunction<bool>(similar ? "SIMILAR" : "LIKE", TypeRules.NullableIfAny(SqlType.Boolean, arguments), arguments, () =>
            Kernel(similar)) { Span = span };
    }

    static Expression Typed(Expression operand) => operand.Type.Kind == TypeKind.Null ? Literal.Null(SqlType.String) : operand;

    static Rune? EscapeOf(string text) => text.EnumerateRunes().Count() == 1 ? text.EnumerateRunes().First() : null;

    static Expression Constant(Expression operand, Literal pattern, Rune? escape, bool similar, TextSpan span)
    {
        try
        {
            return new ConstantMatch(operand, pattern.Text, escape, similar) { Span = span };
        }
        catch (EvaluationException bad)
        {
            throw new SqlException(ErrorCode.BadArgument, pattern.Span.Text is null ? span : pattern.Span, bad.Message);
        }
    }

    static RowKernel<bool> Kernel(bool similar)
    {
        Rune? escape = null;
        var mark = Array.Empty<byte>();
        var matchers = new LastValueCache<Matcher>(text => Compile(text, escape, similar));
        return (Column[] columns, int row, out bool result) =>
        {
            if (columns.Length > 2 && !columns[2].Text(row).SequenceEqual(mark))
            {
                mark = columns[2].Text(row).ToArray();
                escape = EscapeOf(Encoding.UTF8.GetString(mark))
                    ?? throw new EvaluationException($"ESCAPE '{Encoding.UTF8.GetString(mark)}': the escape is one character");
                matchers = new(text => Compile(text, escape, similar));
            }
            result = matchers.Get(columns[1].Text(row))(columns[0].Text(row));
            return true;
        };
    }

    static Matcher Compile(string pattern, Rune? escape, bool similar)
    {
        if (!similar) return LikePattern.Parse(pattern, escape).Matches;
        var regex = SimilarPattern.Compile(pattern, escape);
        return text => regex.IsMatch(text);
    }

    /// <summary>A text against a constant pattern.</summary>
    sealed class ConstantMatch(Expression operand, string pattern, Rune? escape, bool similar) : TextPredicate(operand)
    {
        readonly Matcher _matches = Compile(pattern, escape, similar);

        public override bool CannotFail => !similar && base.CannotFail;

        protected override bool Test(ReadOnlySpan<byte> text) => _matches(text);

        public override Expression WithChildren(Expression[] children) =>
            new ConstantMatch(children[0], pattern, escape, similar) { Span = Span };

        public override string ToString() =>
            $"({Children[0]} {(similar ? "SIMILAR TO" : "LIKE")} '{pattern.Replace("'", "''")}'"
                + $"{(escape is { } mark ? $" ESCAPE '{mark}'" : "")})";
    }
}
