namespace Tally.Engine.Formats.AccessLog;

/// <summary>Patterns that have names, those of GoAccess among them.</summary>
static class AccessLogPresets
{
    public const string Common = "$remote_addr $remote_ident $remote_user [$time_local] \"$request\" $status $body_bytes_sent";

    const string Agents = " \"$http_referer\" \"$http_user_agent\"";
    public const string Combined = Common + Agents;
    const string Host = "$host:$server_port ";
    const string Forwarded = "$forwarded_for $remote_ident $remote_user [$time_local] \"$request\" $status $body_bytes_sent";

    const string AwsBalancer =
        "$request_id $remote_addr:$client_port $target $request_processing_time $target_processing_time $response_processing_time " +
        "$status $target_status $received_bytes $body_bytes_sent \"$request\" \"$http_user_agent\" $_rest";

    static readonly Dictionary<string, string> s_patterns = new()
    {
        ["combined"] = Combined,
        ["common"] = Common,
        ["main"] = Combined + " \"$http_x_forwarded_for\"",
        ["vhost_combined"] = Host + Combined,
        ["vcombined"] = Host + Combined,
        ["vcommon"] = Host + Common,
        ["forwarded"] = Forwarded + Agents,
        ["forwarded_common"] = Forwarded,
        ["awsalb"] = "$type $time_iso8601 " + AwsBalancer,
        ["awselb"] = "$time_iso8601 " + AwsBalancer,
        ["awss3"] =
            "$bucket_owner $bucket [$time_local] $remote_addr $requester $request_id $operation $object_key \"$request\" $status "
                + "$error_code $body_bytes_sent " +
            "$object_size $total_time $turn_around_time" + Agents + " $_rest",
        ["traefikclf"] = Combined + " $request_count \"$router\" \"$server_url\" ${request_time_ms}ms",
        ["haproxy"] =
            "$_head haproxy[$pid]: $remote_addr:$client_port [$time_haproxy] $frontend $backend/$server $tq/$tw/$tc/$tr/$total_time_ms " +
            "$status $body_bytes_sent $request_cookie $response_cookie $termination_state $connections $_queues \"$request\"",
        ["squid"] =
            "$msec $request_time_ms $remote_addr $cache_status/$status $body_bytes_sent $request_method $request_uri $remote_user "
                + "$hierarchy/$peer $content_type",
    };

    /// <summary>The patterns that a line is tried with when a table names none, in this order. None takes a line that another one takes
    /// rightly.</summary>
    public static readonly IReadOnlyList<string> Recognized =
        ["combined", "main", "vhost_combined", "forwarded", "common", "vcommon", "forwarded_common"];

    /// <summary>All names, for messages.</summary>
    public static IEnumerable<string> Names => s_patterns.Keys.Concat(["w3c", "cloudfront", "json", "caddy", "traefik"]);

    /// <summary>The pattern of a name, or null.</summary>
    public static string? Find(string name) => s_patterns.GetValueOrDefault(name.ToLowerInvariant());
}
