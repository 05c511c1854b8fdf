namespace Tally.Engine.Tests.Sql;

/// <summary>Makes broken scripts out of good ones: tokens deleted, doubled, exchanged, taken from another script; characters
/// changed.</summary>
sealed class ScriptMutator(int seed, IReadOnlyList<string> scripts)
{
    static readonly string[] Salt =
    [
        "(",
        ")",
        "'",
        "`",
        "\"",
        ";",
        ",",
        ".",
        "*",
        "/*",
        "*/",
        "--",
        "/*+",
        "\n",
        "\0",
        "\uD83D",
        "é",
        "中",
        "SELECT",
        "FROM",
        "AS",
        "NOT",
        "NULL",
        "CASE",
        "END",
        "OVER",
        "99999999999999999999",
        "1e400",
        "INTERVAL",
        "''",
        "``",
        "=>",
        "<>",
        "[",
        "]",
        "{",
        "}",
        "||",
        "-",
        "WITH",
        "JOIN",
        "UNNEST",
        "GROUP BY",
        "LIMIT",
        "CAST(",
        "COUNT(*)",
        "MATCH_RECOGNIZE",
        "ROW<",
        ">",
        "0",
        "-1",
    ];

    readonly Random _random = new(seed);

    /// <summary>The next broken script.</summary>
    public string Next()
    {
        var pieces = Pieces(Pick(scripts));
        for (var changes = _random.Next(1, 6); changes > 0 && pieces.Count > 1; changes--) Change(pieces);
        return string.Concat(pieces);
    }

    T Pick<T>(IReadOnlyList<T> items) => items[_random.Next(items.Count)];

    /// <summary>Words, blanks and single characters.</summary>
    static List<string> Pieces(string script)
    {
        var pieces = new List<string>();
        for (var i = 0; i < script.Length;)
        {
            var start = i++;
            if (char.IsLetterOrDigit(script[start]))
                while (i < script.Length && (char.IsLetterOrDigit(script[i]) || script[i] == '_')) i++;
            pieces.Add(script[start..i]);
        }
        return pieces;
    }

    void Change(List<string> pieces)
    {
        var at = _random.Next(pieces.Count);
        switch (_random.Next(9))
        {
            case 0: pieces.RemoveAt(at); break;
            case 1: pieces.Insert(at, pieces[at]); break;
            case 2: (pieces[at], pieces[^1]) = (pieces[^1], pieces[at]); break;
            case 3: pieces[at] = Pick(pieces); break;
            case 4: pieces.Insert(at, Pick(Salt)); break;
            case 5: pieces[at] = Pick(Salt); break;
            case 6: pieces.RemoveRange(at, Math.Min(_random.Next(1, 30), pieces.Count - at)); break;
            case 7: Splice(pieces, at); break;
            default: pieces[at] = Scrambled(pieces[at]); break;
        }
    }

    void Splice(List<string> pieces, int at)
    {
        var other = Pieces(Pick(scripts));
        if (other.Count == 0) return;
        var from = _random.Next(other.Count);
        pieces.InsertRange(at, other.GetRange(from, Math.Min(_random.Next(1, 40), other.Count - from)));
    }

    string Scrambled(string piece)
    {
        var characters = piece.ToCharArray();
        characters[_random.Next(characters.Length)] = (char)_random.Next(_random.Next(2) == 0 ? 128 : 0x10000);
        return new string(characters);
    }
}
