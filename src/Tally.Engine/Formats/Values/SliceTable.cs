namespace Tally.Engine.Formats.Values;

/// <summary>The slices of some rows, row after row; filled by a format's scan, read field by field.</summary>
sealed class SliceTable(int fieldCount)
{
    ValueSlice[] _slices = new ValueSlice[fieldCount * 64];
    int[] _records = new int[64];

    /// <summary>The number of fields of a row.</summary>
    public int FieldCount => fieldCount;

    /// <summary>The number of rows.</summary>
    public int Rows { get; private set; }

    /// <summary>The slice of field f in row r is at r × <see cref="FieldCount"/> + f.</summary>
    public ReadOnlySpan<ValueSlice> Slices => _slices;

    /// <summary>The record of each row.</summary>
    public ReadOnlySpan<int> Records => _records.AsSpan(0, Rows);

    /// <summary>Adds a row whose fields are all missing.</summary>
    public Span<ValueSlice> AddRow(int record)
    {
        if (Rows == _records.Length)
        {
            Array.Resize(ref _records, Rows * 2);
            Array.Resize(ref _slices, Rows * 2 * fieldCount);
        }
        _records[Rows] = record;
        var row = _slices.AsSpan(Rows++ * fieldCount, fieldCount);
        row.Fill(ValueSlice.Missing);
        return row;
    }

    /// <summary>The fields of a row that was added; valid until the next one is.</summary>
    public Span<ValueSlice> Row(int row) => _slices.AsSpan(row * fieldCount, fieldCount);

    /// <summary>Takes the last rows back, those of a record that turned out to be broken.</summary>
    public void Truncate(int rows) => Rows = rows;
}
