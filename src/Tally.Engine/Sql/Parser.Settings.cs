using Tally.Engine.Sql.Ast;

namespace Tally.Engine.Sql;

/// <summary>SET, RESET, SHOW and DESCRIBE.</summary>
public sealed partial class Parser
{
    /// <summary>SET 'key' = 'value'; both may stand without quotes; SET alone lists.</summary>
    SetStatement Set()
    {
        var start = _at;
        Expect("SET");
        if (AtStatementEnd()) return new SetStatement(SpanFrom(start), null, null);
        var key = SettingKey();
        if (!IsSymbol("=")) throw Unexpected("=");
        _at++;
        var value = SettingValue();
        return new SetStatement(SpanFrom(start), key, value);
    }

    ResetStatement Reset()
    {
        var start = _at;
        Expect("RESET");
        var key = AtStatementEnd() ? null : SettingKey();
        return new ResetStatement(SpanFrom(start), key);
    }

    bool AtStatementEnd() => Current.Kind == TokenKind.End || IsSymbol(";");

    string SettingKey()
    {
        if (Current.Kind == TokenKind.String) return StringValue("a key").Value;
        var start = _at;
        while (Current.Kind is TokenKind.Word or TokenKind.Number || IsSymbol(".") || IsSymbol("-")) _at++;
        return _at == start ? throw Unexpected("a key such as 'table.local-time-zone'") : SpanFrom(start).ToString();
    }

    string SettingValue()
    {
        if (Current.Kind == TokenKind.String) return StringValue("a value").Value;
        var start = _at;
        while (!AtStatementEnd()) _at++;
        return _at == start ? throw Unexpected("a value in quotes") : SpanFrom(start).ToString();
    }

    ShowStatement Show()
    {
        var start = _at;
        Expect("SHOW");
        if (TakeAny("TABLES", "VIEWS", "FUNCTIONS", "CONNECTORS", "FORMATS") is { } list)
            return new ShowStatement(SpanFrom(start), list, null);
        if (!Take("CREATE"))
            throw Unexpected("TABLES, VIEWS, FUNCTIONS, CONNECTORS, FORMATS or CREATE", "TABLES", "VIEWS", "FUNCTIONS", "CONNECTORS",
                "FORMATS", "CREATE");
        var kind = TakeAny("TABLE", "VIEW") ?? throw Unexpected("TABLE or VIEW", "TABLE", "VIEW");
        var name = TableName("a name");
        return new ShowStatement(SpanFrom(start), $"CREATE {kind}", name);
    }

    ShowStatement Describe()
    {
        var start = _at;
        TakeAny("DESCRIBE", "DESC");
        Take("EXTENDED");
        var name = TableName("a table or view name");
        return new ShowStatement(SpanFrom(start), "DESCRIBE", name);
    }
}
