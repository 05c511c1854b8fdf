using System.Collections.Immutable;
using Tally.Engine.Columns;

namespace Tally.Engine.Expressions;

/// <summary>How types meet in one, and what may be assigned to what: Flink's rules.</summary>
static class TypeRules
{
    /// <summary>The greatest number of digits of a DECIMAL.</summary>
    public const int MaxPrecision = 38;

    /// <summary>The least type that holds values of all given ones (CASE, COALESCE, UNION, VALUES), or null when there is none.</summary>
    public static SqlType? Common(params ReadOnlySpan<SqlType> types)
    {
        SqlType? common = null;
        foreach (var type in types)
        {
            common = common is null ? type.WithoutTimeAttribute() : Common(common, type);
            if (common is null) return null;
        }
        return common;
    }

    /// <summary>The least type that holds values of both, or null.</summary>
    public static SqlType? Common(SqlType left, SqlType right)
    {
        var nullable = left.Nullable || right.Nullable;
        if (left.Kind == TypeKind.Null) return right.WithoutTimeAttribute().WithNullable(true);
        if (right.Kind == TypeKind.Null) return left.WithoutTimeAttribute().WithNullable(true);
        if (left.SameAs(right) && left.Kind is not (TypeKind.Array or TypeKind.Map or TypeKind.Multiset or TypeKind.Row))
            return left.WithoutTimeAttribute().WithNullable(nullable);
        return Merge(left, right)?.WithNullable(nullable);
    }

    static SqlType? Merge(SqlType left, SqlType right) => (left, right) switch
    {
        ({ IsNumeric: true }, { IsNumeric: true }) => CommonNumber(left, right),
        ({ IsText: true }, { IsText: true }) => SqlType.VarChar(Math.Max(left.Precision, right.Precision)),
        ({ IsBinary: true }, { IsBinary: true }) =>
            new SqlType(TypeKind.VarBinary) { Precision = Math.Max(left.Precision, right.Precision) },
        ({ IsTimestamp: true }, { IsTimestamp: true }) => CommonTimestamp(left, right),
        _ when left.Kind != right.Kind => null,
        ({ Kind: TypeKind.Time }, _) => SqlType.Time(Math.Max(left.Precision, right.Precision)),
        ({ Kind: TypeKind.Array }, _) => Common(left.Element!, right.Element!) is { } element ? SqlType.Array(element) : null,
        ({ Kind: TypeKind.Multiset }, _) => Common(left.Element!, right.Element!) is { } element ? SqlType.Multiset(element) : null,
        ({ Kind: TypeKind.Map }, _) => Common(left.Key!, right.Key!) is { } key && Common(left.Element!, right.Element!) is { } value
            ? SqlType.Map(key, value) : null,
        ({ Kind: TypeKind.Row }, _) => CommonRow(left, right),
        _ => left,
    };

    static SqlType CommonTimestamp(SqlType left, SqlType right)
    {
        var precision = Math.Max(left.Precision, right.Precision);
        return left.Kind == TypeKind.TimestampLtz || right.Kind == TypeKind.TimestampLtz
            ? SqlType.TimestampLtz(precision) : SqlType.Timestamp(precision);
    }

    static SqlType? CommonRow(SqlType left, SqlType right)
    {
        if (left.Fields.Length != right.Fields.Length) return null;
        var fields = ImmutableArray.CreateBuilder<Field>(left.Fields.Length);
        foreach (var (mine, other) in left.Fields.Zip(right.Fields))
        {
            if (Common(mine.Type, other.Type) is not { } type) return null;
            fields.Add(new(mine.Name, type));
        }
        return new SqlType(TypeKind.Row) { Fields = fields.MoveToImmutable() };
    }

    /// <summary>The type in which two numbers meet: the wider integer, a DECIMAL with all whole digits of both (then what fits of the
    /// fractions), or a floating type.</summary>
    public static SqlType CommonNumber(SqlType left, SqlType right)
    {
        if (left.Kind == TypeKind.Decimal || right.Kind == TypeKind.Decimal)
        {
            if (IsFloating(left) || IsFloating(right)) return SqlType.Double;
            var (a, b) = (AsDecimal(left), AsDecimal(right));
            var whole = Math.Max(a.Precision - a.Scale, b.Precision - b.Scale);
            var scale = Math.Min(Math.Max(a.Scale, b.Scale), MaxPrecision - whole);
            return SqlType.Decimal(whole + scale, scale);
        }
        if (left.Kind == TypeKind.Double || right.Kind == TypeKind.Double) return SqlType.Double;
        if (left.Kind == TypeKind.Float || right.Kind == TypeKind.Float) return SqlType.Float;
        return new(left.Kind > right.Kind ? left.Kind : right.Kind);
    }

    public static bool IsFloating(SqlType type) => type.Kind is TypeKind.Float or TypeKind.Double;

    /// <summary>The DECIMAL that an integer counts as.</summary>
    public static SqlType AsDecimal(SqlType type) => type.Kind switch
    {
        TypeKind.TinyInt => SqlType.Decimal(3, 0),
        TypeKind.SmallInt => SqlType.Decimal(5, 0),
        TypeKind.Int => SqlType.Decimal(10, 0),
        TypeKind.BigInt => SqlType.Decimal(19, 0),
        _ => type,
    };

    /// <summary>A DECIMAL of at most 38 digits; where more would be needed the scale shrinks, but not below 6 or itself.</summary>
    public static SqlType CappedDecimal(int precision, int scale)
    {
        if (precision <= MaxPrecision) return SqlType.Decimal(precision, scale);
        return SqlType.Decimal(MaxPrecision, Math.Max(MaxPrecision - (precision - scale), Math.Min(scale, 6)));
    }

    /// <summary>Whether a value of one type goes into a column or argument of another without a CAST being written.</summary>
    public static bool CanAssign(SqlType from, SqlType to) => (from, to) switch
    {
        ({ Kind: TypeKind.Null }, _) => true,
        ({ IsText: true }, { IsText: true }) or ({ IsBinary: true }, { IsBinary: true })
            or ({ IsTimestamp: true }, { IsTimestamp: true }) => true,
        ({ Kind: TypeKind.Decimal }, { Kind: TypeKind.Decimal or TypeKind.Double or TypeKind.Float }) => true,
        ({ IsInteger: true }, { IsNumeric: true }) => to.Kind >= from.Kind,
        ({ Kind: TypeKind.Float }, { Kind: TypeKind.Float or TypeKind.Double }) => true,
        _ when from.Kind != to.Kind => false,
        ({ Kind: TypeKind.Array or TypeKind.Multiset }, _) => CanAssign(from.Element!, to.Element!),
        ({ Kind: TypeKind.Map }, _) => CanAssign(from.Key!, to.Key!) && CanAssign(from.Element!, to.Element!),
        ({ Kind: TypeKind.Row }, _) => from.Fields.Length == to.Fields.Length
            && from.Fields.Zip(to.Fields).All(pair => CanAssign(pair.First.Type, pair.Second.Type)),
        _ => true,
    };

    /// <summary>The type with nullability that holds when any of the arguments may be NULL.</summary>
    public static SqlType NullableIfAny(SqlType type, IEnumerable<Expression> arguments) =>
        type.WithoutTimeAttribute().WithNullable(arguments.Any(argument => argument.Type.Nullable));
}
