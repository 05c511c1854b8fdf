using System.Buffers;

namespace Tally.Agent.Simulation;

/// <summary>A log file as servers write it: appended to, and renamed to NAME.1, NAME.2, … when it has grown.</summary>
sealed class RotatingFile : IDisposable
{
    readonly string _path;
    readonly long _limitBytes;
    readonly int _keep;
    readonly ArrayBufferWriter<byte> _buffer = new(1 << 16);
    FileStream _file;

    /// <param name="keep">How many renamed files are kept.</param>
    public RotatingFile(string path, long limitBytes, int keep)
    {
        (_path, _limitBytes, _keep) = (path, limitBytes, keep);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        _file = Open();
        if (_file.Length > 0 && !EndsWithLineEnd()) _buffer.Write("\n"u8);
    }

    /// <summary>Takes whole lines; they reach the file with <see cref="Flush"/>.</summary>
    public IBufferWriter<byte> Lines => _buffer;

    /// <summary>Writes what was taken and rotates when the file has grown beyond its limit.</summary>
    public void Flush()
    {
        _file.Write(_buffer.WrittenSpan);
        _file.Flush();
        _buffer.ResetWrittenCount();
        if (_file.Length >= _limitBytes) Rotate();
    }

    public void Dispose()
    {
        Flush();
        _file.Dispose();
    }

    FileStream Open() => new(_path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, 0);

    // A process killed in the middle of a line leaves a part of it; the next line must not grow onto it.
    bool EndsWithLineEnd()
    {
        using var reader = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        reader.Seek(-1, SeekOrigin.End);
        return reader.ReadByte() == '\n';
    }

    void Rotate()
    {
        _file.Dispose();
        File.Delete($"{_path}.{_keep}");
        for (var i = _keep - 1; i >= 1; i--)
            if (File.Exists($"{_path}.{i}")) File.Move($"{_path}.{i}", $"{_path}.{i + 1}");
        File.Move(_path, $"{_path}.1");
        _file = Open();
    }
}
