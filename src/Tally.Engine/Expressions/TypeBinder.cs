using System.Collections.Immutable;
using Tally.Engine.Columns;
using Tally.Engine.Sql;
using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Expressions;

/// <summary>Turns a type as written into a type, with Flink's defaults and bounds.</summary>
static class TypeBinder
{
    static readonly string[] Names =
    [
        "BOOLEAN", "TINYINT", "SMALLINT", "INT", "BIGINT", "FLOAT", "DOUBLE", "DECIMAL", "CHAR", "VARCHAR", "STRING", "BINARY", "VARBINARY",
        "BYTES",
        "DATE", "TIME", "TIMESTAMP", "TIMESTAMP_LTZ", "ARRAY", "MAP", "MULTISET", "ROW",
    ];

    /// <summary>The type; nullable unless NOT NULL is written.</summary>
    /// <exception cref="SqlException">There is no such type, or its length, precision or scale is out of bounds.</exception>
    public static SqlType Bind(TypeName name)
    {
        var type = Plain(name);
        return name.NotNull ? type.WithNullable(false) : type;
    }

    static SqlType Plain(TypeName name) => name.Name switch
    {
        "BOOLEAN" => Bare(name, SqlType.Boolean),
        "TINYINT" => Bare(name, SqlType.TinyInt),
        "SMALLINT" => Bare(name, SqlType.SmallInt),
        "INT" => Bare(name, SqlType.Int),
        "BIGINT" => Bare(name, SqlType.BigInt),
        "FLOAT" or "REAL" => Bare(name, SqlType.Float),
        "DOUBLE" => Bare(name, SqlType.Double),
        "DATE" => Bare(name, SqlType.Date),
        "STRING" => Bare(name, SqlType.String),
        "BYTES" => Bare(name, SqlType.Bytes),
        "DECIMAL" => Decimal(name),
        "CHAR" => SqlType.Char(Length(name)),
        "VARCHAR" => SqlType.VarChar(Length(name, SqlType.MaxLength)),
        "BINARY" => new SqlType(TypeKind.Binary) { Precision = Length(name) },
        "VARBINARY" => new SqlType(TypeKind.VarBinary) { Precision = Length(name, SqlType.MaxLength) },
        "TIME" => SqlType.Time(Fraction(name, 0)),
        "TIMESTAMP" => SqlType.Timestamp(Fraction(name, 6)),
        "TIMESTAMP_LTZ" => SqlType.TimestampLtz(Fraction(name, 6)),
        "INTERVAL_YEAR_MONTH" => new SqlType(TypeKind.IntervalYearMonth),
        "INTERVAL_DAY_SECOND" => new SqlType(TypeKind.IntervalDaySecond),
        "ARRAY" => SqlType.Array(Bind(name.Elements[0])),
        "MULTISET" => SqlType.Multiset(Bind(name.Elements[0])),
        "MAP" => SqlType.Map(Bind(name.Elements[0]), Bind(name.Elements[1])),
        "ROW" => Row(name),
        "BITMAP" => Bare(name, SqlType.Bitmap),
        "VARIANT" => Bare(name, SqlType.Variant),
        _ => throw new SqlException(ErrorCode.UnknownType, name.Span, $"no type is named {name.Name}", Hint(name.Name)),
    };

    static string Hint(string name) =>
        NearNames.Nearest(name, Names) is { } near ? $"did you mean {near}?" : name switch
        {
            "TEXT" or "CLOB" or "VARCHAR2" or "NVARCHAR" => "text is STRING",
            "DATETIME" => "a time is TIMESTAMP(3) or TIMESTAMP_LTZ(3)",
            "NUMBER" or "MONEY" => "exact numbers are DECIMAL(digits, digits after the point)",
            _ => $"the types are {string.Join(", ", Names)}",
        };

    static SqlType Bare(TypeName name, SqlType type) =>
        name.Arguments.IsEmpty ? type : throw Bad(name, $"{name.Name} has no length or precision", $"write {name.Name}");

    static SqlType Decimal(TypeName name)
    {
        var precision = name.Arguments.Length > 0 ? name.Arguments[0] : 10;
        var scale = name.Arguments.Length > 1 ? name.Arguments[1] : 0;
        if (name.Arguments.Length > 2 || precision is < 1 or > 38) throw Bad(name, "a DECIMAL has 1 to 38 digits", "write DECIMAL(12, 2)");
        if (scale > precision)
            throw Bad(name, $"a DECIMAL of {precision} digits cannot have {scale} of them after the point",
                "the second number is at most the first");
        return SqlType.Decimal(precision, scale);
    }

    static int Length(TypeName name, int none = 1)
    {
        if (name.Arguments.IsEmpty) return none;
        return name.Arguments.Length == 1 && name.Arguments[0] >= 1
            ? name.Arguments[0]
            : throw Bad(name, $"a {name.Name} has one length, at least 1", null);
    }

    static int Fraction(TypeName name, int none)
    {
        if (name.Arguments.IsEmpty) return none;
        return name.Arguments is [>= 0 and <= 9]
            ? name.Arguments[0]
            : throw Bad(name, $"a {name.Name} has 0 to 9 digits after the second", $"write {name.Name}(3)");
    }

    static SqlType Row(TypeName name)
    {
        var fields = ImmutableArray.CreateBuilder<Field>(name.Elements.Length);
        var seen = new HashSet<string>();
        for (var i = 0; i < name.Elements.Length; i++)
        {
            var field = name.FieldNames[i];
            if (!seen.Add(field.Name))
                throw new SqlException(ErrorCode.DuplicateName, field.Span,
                    $"the ROW has two fields named {ReservedWords.Quote(field.Name)}");
            fields.Add(new Field(field.Name, Bind(name.Elements[i])));
        }
        return new SqlType(TypeKind.Row) { Fields = fields.MoveToImmutable() };
    }

    static SqlException Bad(TypeName name, string message, string? hint) => new(ErrorCode.BadLiteral, name.Span, message, hint);
}
