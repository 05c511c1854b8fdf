namespace Tally.Engine.Columns;

/// <summary>Writes a type as Flink's DESCRIBE does, for example DECIMAL(12, 2) NOT NULL.</summary>
static class SqlTypeText
{
    public static string Write(SqlType type) =>
        Name(type) + (type.Nullable || type.Kind is TypeKind.Null or TypeKind.Symbol ? "" : " NOT NULL");

    /// <summary>The type without Flink's short names, as TYPEOF(x, TRUE) gives it.</summary>
    public static string WriteFull(SqlType type) => type.Kind switch
    {
        TypeKind.VarChar => $"VARCHAR({type.Precision})",
        TypeKind.VarBinary => $"VARBINARY({type.Precision})",
        TypeKind.TimestampLtz => $"TIMESTAMP({type.Precision}) WITH LOCAL TIME ZONE",
        TypeKind.Array => $"ARRAY<{WriteFull(type.Element!)}>",
        TypeKind.Multiset => $"MULTISET<{WriteFull(type.Element!)}>",
        TypeKind.Map => $"MAP<{WriteFull(type.Key!)}, {WriteFull(type.Element!)}>",
        TypeKind.Row =>
            $"ROW<{string.Join(", ", type.Fields.Select(field => $"`{field.Name.Replace("`", "``")}` {WriteFull(field.Type)}"))}>",
        _ => Name(type),
    } + (type.Nullable || type.Kind is TypeKind.Null or TypeKind.Symbol ? "" : " NOT NULL");

    static string Name(SqlType type) => type.Kind switch
    {
        TypeKind.Boolean => "BOOLEAN",
        TypeKind.TinyInt => "TINYINT",
        TypeKind.SmallInt => "SMALLINT",
        TypeKind.Int => "INT",
        TypeKind.BigInt => "BIGINT",
        TypeKind.Float => "FLOAT",
        TypeKind.Double => "DOUBLE",
        TypeKind.Decimal => $"DECIMAL({type.Precision}, {type.Scale})",
        TypeKind.Char => $"CHAR({type.Precision})",
        TypeKind.VarChar => type.Precision == SqlType.MaxLength ? "STRING" : $"VARCHAR({type.Precision})",
        TypeKind.Binary => $"BINARY({type.Precision})",
        TypeKind.VarBinary => type.Precision == SqlType.MaxLength ? "BYTES" : $"VARBINARY({type.Precision})",
        TypeKind.Date => "DATE",
        TypeKind.Time => $"TIME({type.Precision})",
        TypeKind.Timestamp => $"TIMESTAMP({type.Precision})",
        TypeKind.TimestampLtz => $"TIMESTAMP_LTZ({type.Precision})",
        TypeKind.IntervalYearMonth => "INTERVAL YEAR TO MONTH",
        TypeKind.IntervalDaySecond => "INTERVAL DAY TO SECOND(3)",
        TypeKind.Array => $"ARRAY<{type.Element}>",
        TypeKind.Map => $"MAP<{type.Key}, {type.Element}>",
        TypeKind.Multiset => $"MULTISET<{type.Element}>",
        TypeKind.Row => $"ROW<{string.Join(", ", type.Fields.Select(field => $"`{field.Name.Replace("`", "``")}` {field.Type}"))}>",
        TypeKind.Bitmap => "BITMAP",
        TypeKind.Variant => "VARIANT",
        TypeKind.Null => "NULL",
        _ => type.Kind.ToString().ToUpperInvariant(),
    };
}
