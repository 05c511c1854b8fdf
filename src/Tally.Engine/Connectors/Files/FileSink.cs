using System.Buffers;
using Tally.Engine.Columns;
using Tally.Engine.Formats;

namespace Tally.Engine.Connectors.Files;

/// <summary>Writes rows as lines of a new file in a folder, or behind the lines of the file that the path names.</summary>
sealed class FileSink(string path, Encoder encoder) : ISink
{
    readonly ArrayBufferWriter<byte> _lines = new(64 * 1024);
    FileStream? _file;

    public void Write(Batch batch)
    {
        for (var row = 0; row < batch.Count; row++)
        {
            if (batch.IsRetraction(row))
                throw new InvalidOperationException($"{path}: a file takes new rows only; the query changes rows that it has given before");
            encoder.Encode(batch, row, _lines);
            _lines.Write("\n"u8);
            if (_lines.WrittenCount >= 1 << 20) WriteOut();
        }
    }

    public ValueTask FlushAsync(CancellationToken cancellation)
    {
        WriteOut();
        if (_file is { } file) RandomAccess.FlushToDisk(file.SafeFileHandle);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        if (_file is not null) await _file.DisposeAsync();
    }

    void WriteOut()
    {
        _file ??= Open();
        if (_file.Position == 0 && !encoder.Header.IsEmpty)
        {
            _file.Write(encoder.Header.Span);
            _file.Write("\n"u8);
        }
        _file.Write(_lines.WrittenSpan);
        _file.Flush();
        _lines.ResetWrittenCount();
    }

    FileStream Open()
    {
        var asFolder = Path.EndsInDirectorySeparator(path) || Directory.Exists(path);
        if (!asFolder && Path.GetExtension(path).Length > 0)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            return new(path, FileMode.Append, FileAccess.Write, FileShare.Read, 1);
        }
        Directory.CreateDirectory(path);
        for (var number = 1; ; number++)
            if (Path.Combine(path, $"part-{number:0000}") is var part && !File.Exists(part))
                return new(part, FileMode.CreateNew, FileAccess.Write, FileShare.Read, 1);
    }
}
