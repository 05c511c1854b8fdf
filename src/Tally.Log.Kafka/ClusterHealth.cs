using Confluent.Kafka;

namespace Tally.Log.Kafka;

/// <summary>What stands between Tally and a cluster just now, and what an operator should look at.</summary>
sealed class ClusterHealth(string servers)
{
    volatile LogException? _problem;
    volatile Error? _last;

    /// <summary>Why nothing can be read or written; null while something answers.</summary>
    public LogException? Problem => _problem;

    /// <summary>Takes what a client reports by the way: only errors that stop everything become the problem.</summary>
    public void Report(Error error)
    {
        if (error.Code is ErrorCode.Local_AllBrokersDown) _problem = Unavailable(_last ?? error);
        else if (error.Code is ErrorCode.Local_Authentication or ErrorCode.Local_Ssl or ErrorCode.SaslAuthenticationFailed)
            _problem = Unavailable(_last = error);
        else if (error.Code is ErrorCode.Local_Transport or ErrorCode.Local_Resolve or ErrorCode.NetworkException
            or ErrorCode.Local_TimedOut) _last = error;
    }

    /// <summary>The cluster has answered.</summary>
    public void Answered() => (_problem, _last) = (null, null);

    /// <summary>An error that may pass, as a user should read it.</summary>
    public LogException Unavailable(Error error, string? topic = null, Exception? inner = null) =>
        new(LogErrorKind.Unavailable, Describe(error, topic), inner);

    /// <summary>What is said of a question without an answer: the reason that a client reported meanwhile says more than the
    /// time-out.</summary>
    public LogException NoAnswer(Error error, string? topic, Exception? inner) =>
        Unavailable(error.Code is ErrorCode.Local_Transport or ErrorCode.Local_TimedOut && _last is { } last ? last : error, topic, inner);

    /// <summary>An error that stays until somebody acts.</summary>
    public LogException Invalid(Error error, string? topic = null, Exception? inner = null) =>
        new(LogErrorKind.Invalid, Describe(error, topic), inner);

    string Describe(Error error, string? topic)
    {
        var where = topic is null ? $"Kafka at {servers}" : $"Kafka at {servers}, topic {topic}";
        return $"{where}: {error.Reason.TrimEnd('.')}. {Advice(error.Code, topic)}";
    }

    string Advice(ErrorCode code, string? topic) => code switch
    {
        ErrorCode.Local_Resolve => "Check the address: a host name cannot be found.",
        ErrorCode.Local_Transport or ErrorCode.Local_AllBrokersDown or ErrorCode.Local_TimedOut or ErrorCode.NetworkException
            or ErrorCode.BrokerNotAvailable =>
            $"Check that the brokers run and listen at {servers}, that the address each announces (advertised.listeners) can be reached "
                + "from here, and that the listener's protocol is that of security.protocol.",
        ErrorCode.Local_Ssl =>
            "Check security.protocol, the broker's certificate (ssl.truststore.location or ssl.ca.location) and the host name in it.",
        ErrorCode.Local_Authentication or ErrorCode.SaslAuthenticationFailed or ErrorCode.UnsupportedSaslMechanism
            or ErrorCode.IllegalSaslState =>
            "Check security.protocol, sasl.mechanism, user and password.",
        ErrorCode.TopicAuthorizationFailed => $"Allow this user to describe, create, read and write the topic {topic}.",
        ErrorCode.GroupAuthorizationFailed => "Allow this user to read the consumer group, or choose another with properties.group.id.",
        ErrorCode.ClusterAuthorizationFailed => "Allow this user idempotent writes (IdempotentWrite on the cluster).",
        ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition =>
            $"Check the name of the topic {topic}, and whether it was deleted.",
        ErrorCode.InvalidReplicationFactor =>
            "There are fewer brokers than copies asked for: change Kafka:Replication, or start more brokers.",
        ErrorCode.NotEnoughReplicas or ErrorCode.NotEnoughReplicasAfterAppend =>
            "Fewer replicas are in sync than min.insync.replicas asks for: start the brokers that are missing.",
        ErrorCode.MsgSizeTooLarge =>
            "A record is larger than the topic takes: raise max.message.bytes of the topic, or leave the record out.",
        _ => "It is tried again.",
    };
}
