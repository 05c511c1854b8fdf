using Tally.Engine.Catalog;
using Tally.Engine.Columns;
using Tally.Engine.Formats;
using Tally.Log;

namespace Tally.Engine.Connectors;

/// <summary>A kind of table: where its records come from or go to. The host registers those of other projects.</summary>
public interface IConnector
{
    /// <summary>The value of the option 'connector'.</summary>
    string Name { get; }

    /// <summary>The connector's own options, without those of formats.</summary>
    IReadOnlyList<OptionDefinition> Options { get; }

    /// <summary>The format of a table without the option 'format'; null when it must have one. Empty: its rows have no format (print,
    /// blackhole).</summary>
    string? DefaultFormat => null;

    /// <summary>Keys and types of METADATA columns.</summary>
    IReadOnlyDictionary<string, SqlType> Metadata { get; }

    /// <summary>Whether a read of the table ends by itself.</summary>
    bool IsBounded(TableDefinition table);

    /// <summary>Which changes of rows the table takes when it is written.</summary>
    UpdateSupport Updates => UpdateSupport.None;

    /// <summary>The statement that creates the table where it is kept, or null when there is nothing to create.</summary>
    string? DefinitionOf(TableDefinition table) => null;

    /// <summary>Where the table's data is kept; null when there is nothing that could be out of reach.</summary>
    /// <exception cref="Sql.SqlException">The options do not say it.</exception>
    TableEndpoint? EndpointOf(TableDefinition table) => null;

    /// <summary>What a user of Apache Flink should know who takes the table along; null when Flink has the same connector.</summary>
    string? FlinkNote => null;

    /// <summary>Whether the records of a table replace each other by its primary key.</summary>
    bool IsUpsert => false;

    /// <summary>Whether a query that comes over HTTP may read the tables.</summary>
    /// <remarks>Files and other stores are for those who may log in to the machine.</remarks>
    bool IsOpenToQueries => false;

    /// <summary>Opens the table for reading, or null when it is only written.</summary>
    ISource? CreateSource(TableDefinition table, ConnectorContext context);

    /// <summary>Opens the table for lookup joins, or null when it cannot be asked by key.</summary>
    /// <param name="keys">The columns that are compared, among the physical ones.</param>
    /// <param name="columns">The columns that are wanted.</param>
    (Func<ILookup> Open, LookupOptions Options)? CreateLookup(TableDefinition table, IReadOnlyList<int> keys, IReadOnlyList<int> columns) =>
        null;

    /// <summary>Opens the table for writing, or null when it is only read.</summary>
    ISink? CreateSink(TableDefinition table, ConnectorContext context);
}

/// <summary>Which changes of rows a sink takes.</summary>
public enum UpdateSupport
{
    /// <summary>Only new rows.</summary>
    None,

    /// <summary>Rows are replaced and deleted by the table's primary key; without one only new rows.</summary>
    ByKey,

    /// <summary>All changes, as they are.</summary>
    All,
}

/// <summary>What a connector may use.</summary>
/// <param name="Log">The configured log; null where there is none (tally sql without a log).</param>
/// <param name="TimeZone">The session time zone.</param>
/// <param name="WorkingDirectory">Where relative paths start.</param>
/// <param name="Settings">The SET values.</param>
public sealed record ConnectorContext(ILog? Log, IFormatRegistry Formats, TimeZoneInfo TimeZone, string WorkingDirectory,
    TimeProvider Clock, IReadOnlyDictionary<string, string> Settings)
{
    /// <summary>Where a partition of a topic ends for a table, by the table's name and the partition's id: the offset behind the last
    /// record; null: where it ends.</summary>
    public Func<string, string, long?>? EndsAt { get; init; }

    /// <summary>Opens the log that keeps what cannot be read again; null where it is read once (tally sql).</summary>
    public Func<ILog>? OpenSpool { get; init; }
}

/// <summary>An open table that is read: some partitions of records, each in order.</summary>
public interface ISource : IAsyncDisposable
{
    /// <summary>The partitions of a restored checkpoint by id, before the first list: a source of files recognizes by them what it knew.
    /// None: the table is new.</summary>
    void Remember(IReadOnlyDictionary<string, RememberedPartition> partitions) { }

    /// <summary>What an operator should know although records are read: a path without files, one that may not be read. Asked from any
    /// thread.</summary>
    IReadOnlyList<string> Notices => [];

    /// <summary>What was there and can never be read. Asked from any thread.</summary>
    IReadOnlyList<string> Losses => [];

    /// <summary>How many bytes are known to be lost.</summary>
    long LostBytes => 0;

    /// <summary>What a checkpoint is to keep from now on of a partition that it knows and that is not there; null: what it kept.</summary>
    string? NoteOf(string partitionId) => null;

    /// <summary>The partitions that exist now; a tail source or Kafka may find more later.</summary>
    ValueTask<IReadOnlyList<ISourcePartition>> ListPartitionsAsync(CancellationToken cancellation);
}

/// <summary>What a checkpoint kept of a partition.</summary>
/// <param name="Note">What its source said of it then, see <see cref="ISourcePartition.Note"/>.</param>
public readonly record struct RememberedPartition(long Position, string Note);

/// <summary>One ordered run of records of a source. Its id and a position are what a checkpoint keeps.</summary>
public interface ISourcePartition : IAsyncDisposable
{
    /// <summary>Stable across restarts: "orders/3" for a partition of a topic, "agent:/path#fileid" for a file.</summary>
    string Id { get; }

    /// <summary>Whether the positions may be used for exactly-once appends elsewhere under <see cref="Id"/> as the source.</summary>
    bool HasStablePositions { get; }

    /// <summary>Whether its id depends on when it was found, so that a checkpoint must hold it before the first record is read.</summary>
    bool IsNamedWhenFound => false;

    /// <summary>
    /// Whether, since the last call, its records go on in another place, which a checkpoint must know before more are read: after a crash
    /// nothing else would tell.
    /// </summary>
    bool TakeMoved() => false;

    /// <summary>How far each source of its records had come, as a checkpoint kept it. Called before <see cref="Seek"/>.</summary>
    void Remember(IReadOnlyList<SourceMark> marks) { }

    /// <summary>The position to go on from: that after the last record of a checkpoint. Called before the first read.</summary>
    void Seek(long position);

    /// <summary>The position behind the last record read, to be kept by a checkpoint.</summary>
    long Position { get; }

    /// <summary>What a checkpoint keeps besides the id and position, for the source alone: how to recognize a file.</summary>
    string Note => "";

    /// <summary>Fills the block with the next records.</summary>
    ReadState Read(RecordBlock block, int maxRecords, int maxBytes);

    /// <summary>The indexes in the block last read of those records that are only the beginning of one that is too long.</summary>
    IReadOnlyList<int> TooLong => [];

    /// <summary>The first record of the file, where it names the fields and is no row; null elsewhere, and before the first read.</summary>
    byte[]? Header => null;

    /// <summary>Completes when there may be more to read.</summary>
    ValueTask WaitAsync(CancellationToken cancellation);

    /// <summary>Records that are there and not read yet, or their bytes, for the lag that users see.</summary>
    long Backlog { get; }

    /// <summary>Whether <see cref="Backlog"/> is in bytes: a file does not tell how many records it has.</summary>
    bool HasBacklogInBytes => false;

    /// <summary>Whether nothing waits to be read, as the source itself says now; false when it cannot be asked.</summary>
    bool IsEmptyNow() => Backlog == 0;

    /// <summary>Records that were deleted by retention before they were read.</summary>
    long LostCount => 0;

    /// <summary>Where a record of the block last read stands, for messages: "orders.json:12", "orders/3 offset 4711".</summary>
    string Locate(RecordBlock block, int record) => $"{Id} position {block.Positions[record]}";

    /// <summary>The value of a metadata column for a record of the block last read; used only for keys that the connector lists.</summary>
    void ReadMetadata(string key, RecordBlock block, ReadOnlySpan<int> records, Column into);
}

/// <summary>What a read found.</summary>
public enum ReadState
{
    /// <summary>At least one record.</summary>
    Records,

    /// <summary>Nothing now; wait.</summary>
    Empty,

    /// <summary>Nothing, and nothing will come.</summary>
    End,
}

/// <summary>An open table that is written.</summary>
public interface ISink : IAsyncDisposable
{
    /// <summary>What keeps it from storing rows just now; null when nothing does. It keeps trying.</summary>
    string? Problem => null;

    /// <summary>What an operator should know although rows are stored; null when there is nothing.</summary>
    string? Notice => null;

    /// <summary>How often storing has failed since the start.</summary>
    long ErrorCount => 0;

    /// <summary>Rows left out because the target cannot hold them; <see cref="Notice"/> says which and why.</summary>
    long RefusedCount => 0;

    /// <summary>Records that are handed over and not acknowledged; for sinks that send them to a log.</summary>
    LogLag Lag => default;

    /// <summary>Takes rows; for an updating query with kinds, to be applied by the table's primary key. May only buffer them.</summary>
    void Write(Batch batch);

    /// <summary>Completes when everything taken so far is stored; called at every checkpoint, at refresh and at the end.</summary>
    ValueTask FlushAsync(CancellationToken cancellation);
}
