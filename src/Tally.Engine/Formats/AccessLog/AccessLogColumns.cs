namespace Tally.Engine.Formats.AccessLog;

/// <summary>What servers call a value, and the column that it fills. Every other name fills the column of its own name.</summary>
static class AccessLogColumns
{
    static readonly Dictionary<string, string> s_ofVariables = new()
    {
        ["remote_addr"] = "ip", ["remote_user"] = "user_id", ["time_local"] = "ts", ["time_iso8601"] = "ts", ["msec"] = "ts",
        ["time_haproxy"] = "ts",
        ["request_method"] = "method", ["request_uri"] = "path", ["uri"] = "path", ["server_protocol"] = "protocol",
        ["body_bytes_sent"] = "bytes_sent",
        ["http_referer"] = "referer", ["http_user_agent"] = "user_agent",
    };

    // Keys of JSON lines: what people write into nginx's log_format, and what Caddy and Traefik write by themselves.
    static readonly Dictionary<string, string> s_ofKeys = new()
    {
        ["time"] = "ts", ["timestamp"] = "ts", ["@timestamp"] = "ts", ["time_msec"] = "ts", ["client_ip"] = "ip", ["remote_ip"] = "ip",
        ["clientip"] = "ip",
        ["user"] = "user_id", ["uri_path"] = "path", ["bytes"] = "bytes_sent", ["agent"] = "user_agent", ["ua"] = "user_agent",
        ["http_host"] = "host",
        ["request.remote_ip"] = "ip", ["request.method"] = "method", ["request.uri"] = "path", ["request.host"] = "host",
        ["request.proto"] = "protocol",
        ["request.headers.User-Agent"] = "user_agent", ["request.headers.Referer"] = "referer", ["size"] = "bytes_sent",
        ["duration"] = "request_time",
        ["ClientHost"] = "ip", ["ClientUsername"] = "user_id", ["StartUTC"] = "ts", ["RequestMethod"] = "method", ["RequestPath"] = "path",
        ["RequestProtocol"] = "protocol", ["RequestHost"] = "host", ["DownstreamStatus"] = "status",
        ["DownstreamContentSize"] = "bytes_sent",
        ["request_User-Agent"] = "user_agent", ["request_Referer"] = "referer",
    };

    static readonly Dictionary<string, string> s_ofW3c = new()
    {
        ["c-ip"] = "ip", ["cs-username"] = "user_id", ["cs-method"] = "method", ["cs-uri-stem"] = "path", ["cs-uri-query"] = "query",
        ["cs-version"] = "protocol",
        ["cs-protocol-version"] = "protocol", ["sc-status"] = "status", ["sc-bytes"] = "bytes_sent", ["cs(Referer)"] = "referer",
        ["cs(User-Agent)"] = "user_agent",
        ["cs-host"] = "host", ["cs(Host)"] = "host", ["time-taken"] = "request_time", ["s-ip"] = "server_addr", ["s-port"] = "server_port",
    };

    /// <summary>The columns that lines which are recognized by themselves may fill.</summary>
    public static readonly IReadOnlyList<string> Known =
    [
        "ts", "ip", "user_id", "method", "path", "protocol", "request", "status", "bytes_sent", "referer", "user_agent", "remote_ident",
        "host", "server_port", "query",
        "forwarded_for", "http_x_forwarded_for", "scheme", "server_name", "request_time", "request_length", "request_id", "upstream_addr",
        "upstream_status",
        "upstream_response_time", "upstream_connect_time", "upstream_header_time", "upstream_cache_status", "ssl_protocol", "ssl_cipher",
        "connection", "server_addr",
    ];

    /// <summary>The column of an nginx variable.</summary>
    public static string OfVariable(string name) => s_ofVariables.GetValueOrDefault(name, name);

    /// <summary>The column of a key of a JSON line; a key of an object inside has the outer key and a point in front.</summary>
    public static string OfKey(string key) => s_ofKeys.GetValueOrDefault(key) ?? OfVariable(key);

    /// <summary>The column of a field of a W3C log: letters of its own name where it has no other, with _ for the rest.</summary>
    public static string OfW3c(string field) =>
        s_ofW3c.GetValueOrDefault(field)
            ?? string.Concat(field.Select(letter => char.IsAsciiLetterOrDigit(letter) ? char.ToLowerInvariant(letter) : '_')).TrimEnd('_');

    /// <summary>Whether a table's column means the value of a variable: it has the column's name or the variable's own.</summary>
    public static bool Fills(string variable, string column) =>
        column == variable || column == OfVariable(variable) || OfVariable(column) == OfVariable(variable);
}
