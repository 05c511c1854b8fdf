namespace Tally.Log.Files;

/// <summary>The file operations that durable state relies on; tests put a disk behind it that loses what was not synced.</summary>
/// <remarks>Failures are <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>, as in the base class library.</remarks>
public interface IDisk
{
    /// <summary>Opens an existing file for reading and writing, or for reading only.</summary>
    IFile Open(string path, bool readOnly = false);

    /// <summary>Opens an empty new file for reading and writing; one of that name is deleted first, so no page of it is used
    /// again.</summary>
    IFile Create(string path);

    /// <summary>Whether a file of that name exists.</summary>
    bool Exists(string path);

    /// <summary>The length of a file in bytes, without opening it.</summary>
    long SizeBytes(string path);

    /// <summary>The names (not paths) of the files in a directory, in no order; empty when there is no such directory.</summary>
    IReadOnlyList<string> ListFiles(string directory);

    /// <summary>The names (not paths) of the directories in a directory, in no order; empty when there is no such directory.</summary>
    IReadOnlyList<string> ListDirectories(string directory);

    /// <summary>Creates a directory and those above it; nothing happens when it exists.</summary>
    void CreateDirectory(string path);

    /// <summary>Removes a file's name; nothing happens when there is none.</summary>
    void Delete(string path);

    /// <summary>Renames a file within a directory and replaces one that has the new name.</summary>
    void Rename(string from, string to);

    /// <summary>Makes creations, deletions and renames in a directory survive a crash of the machine.</summary>
    void SyncDirectory(string path);

    /// <summary>Takes a directory for this process until disposed.</summary>
    /// <exception cref="LogException">Another one has it; the message names its process id.</exception>
    IDisposable Lock(string path);
}

/// <summary>An open file with explicit positions; reads may run beside one writer.</summary>
public interface IFile : IDisposable
{
    /// <summary>The current length.</summary>
    long SizeBytes { get; }

    /// <summary>Reads until the buffer is full or the file ends; returns the number of bytes.</summary>
    int Read(Span<byte> buffer, long position);

    /// <summary>Writes all bytes at a position, or throws having written any part of them.</summary>
    void Write(ReadOnlySpan<byte> bytes, long position);

    /// <summary>Sets the length.</summary>
    void Truncate(long sizeBytes);

    /// <summary>Makes all that was written survive a crash of the machine. After a failure nobody knows what did.</summary>
    void Sync();
}
