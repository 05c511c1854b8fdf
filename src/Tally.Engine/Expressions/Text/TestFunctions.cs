using System.Text;
using Tally.Engine.Columns;
using Tally.Engine.Expressions.Casting;
using Tally.Engine.Expressions.Functions;
using Tally.Engine.Expressions.Kernels;

namespace Tally.Engine.Expressions.Text;

/// <summary>IS_ALPHA, IS_DIGIT, IS_DECIMAL, TYPEOF.</summary>
static class TestFunctions
{
    delegate bool Test(ReadOnlySpan<byte> text);

    public static IEnumerable<FunctionDefinition> All =>
    [
        Function("IS_ALPHA", "Whether all characters are letters.", "IS_ALPHA('tea')", text => Each(text, Rune.IsLetter)),
        Function("IS_DIGIT", "Whether all characters are digits.", "IS_DIGIT('42')", text => Each(text, Rune.IsDigit)),
        Function("IS_DECIMAL", "Whether the text is a number.", "IS_DECIMAL('4.2')", text => NumberParser.TryDouble(text, out _)),
        new("TYPEOF", 1, 2, "TYPEOF(value [, full])", "The name of the value's type; in full as the SQL standard has it.", "TYPEOF(1.5)",
            TypeOf),
        new("CURRENT_DATABASE", 0, 0, "CURRENT_DATABASE()", "The name of the database: there is one.", "CURRENT_DATABASE()", _ =>
            Literal.Of(SqlType.String, "default_database"u8)),
    ];

    static Literal TypeOf(FunctionCall call)
    {
        var isFull = call.Count == 2 && (call.Arguments[1] is Literal { IsNull: false, Type.Kind: TypeKind.Boolean } full
            ? full.Value<bool>() : throw call.Wrong(1, "TRUE or FALSE, written out"));
        var type = call.Arguments[0].Type;
        return new(SqlType.String,
            Literal.Of(SqlType.String, Encoding.UTF8.GetBytes(isFull ? SqlTypeText.WriteFull(type) : type.ToString())).Row);
    }

    static FunctionDefinition Function(string name, string description, string example, Test test) =>
        new(name, 1, 1, $"{name}(text)", description, example, call =>
        call.FixedResult(SqlType.Boolean.WithNullable(false), [call.Binder.Cast(call.Arguments[0], SqlType.String)],
            (Column[] columns, int row, out bool result) =>
        {
            result = !columns[0].IsNull(row) && columns[0].Text(row).Length > 0 && test(columns[0].Text(row));
            return true;
        }, takesNulls: true));

    static bool Each(ReadOnlySpan<byte> text, Func<Rune, bool> test)
    {
        for (var i = 0; i < text.Length;)
        {
            var (rune, length) = Utf8.Rune(text, i);
            if (!test(rune)) return false;
            i += length;
        }
        return true;
    }
}
