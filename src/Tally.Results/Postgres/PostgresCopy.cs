using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;
using Tally.Engine.Columns;

namespace Tally.Results.Postgres;

/// <summary>Writes rows in the binary format of PostgreSQL's COPY: for each field its length and the value as the type's receive function
/// takes it, highest byte first.</summary>
static class PostgresCopy
{
    // Times count from the first moment of 2000.
    const long EpochDays = 10_957, MicrosPerDay = 86_400_000_000, EpochMicros = EpochDays * MicrosPerDay;
    const short Negative = 0x4000;
    const int NumericHeaderBytes = 8, MaxNumericDigits = 11;

    // The signature, no flags, no extension.
    static ReadOnlySpan<byte> Header =>
        [(byte)'P', (byte)'G', (byte)'C', (byte)'O', (byte)'P', (byte)'Y', (byte)'\n', 0xFF, (byte)'\r', (byte)'\n', 0, 0, 0, 0, 0, 0, 0, 0,
            0];

    static readonly UInt128[] s_powers = [1, 10, 100, 1000];

    /// <summary>Some rows of a batch, with header and trailer.</summary>
    public static ReadOnlyMemory<byte> Write(Batch batch, Schema schema, ReadOnlySpan<int> rows)
    {
        var into = new ArrayBufferWriter<byte>(64 + rows.Length * schema.Count * 16);
        into.Write(Header);
        foreach (var row in rows)
        {
            Put(into, (short)schema.Count);
            for (var i = 0; i < schema.Count; i++)
            {
                if (batch.Columns[i].IsNull(row)) Put(into, -1);
                else Write(into, batch.Columns[i], schema[i].Type, row);
            }
        }
        Put(into, (short)-1);
        return into.WrittenMemory;
    }

    static void Write(ArrayBufferWriter<byte> into, Column column, SqlType type, int row)
    {
        switch (column)
        {
            case StringColumn bytes when type.IsBinary: PutBytes(into, bytes[row]); break;
            case StringColumn texts: PutText(into, texts[row]); break;
            case Column<Int128> wides when type.Kind == TypeKind.Decimal: PutNumeric(into, wides[row], type.Scale); break;
            case Column<Int128> wides: PutField(into, MicrosOf(wides[row] / 100, 1)); break;
            case Column<long> longs when type.Kind == TypeKind.Decimal: PutNumeric(into, longs[row], type.Scale); break;
            case Column<long> longs when type.IsTimestamp: PutField(into, MicrosOf(longs[row], TimeSpan.TicksPerMillisecond)); break;
            case Column<long> longs: PutField(into, longs[row]); break;
            case Column<int> days when type.Kind == TypeKind.Date:
                PutField(into, (int)(MicrosOf(days[row], TimeSpan.TicksPerDay) / MicrosPerDay)); break;
            case Column<int> times when type.Kind == TypeKind.Time: PutField(into, times[row] * 1000L); break;
            case Column<int> shorts when type.Kind is TypeKind.TinyInt or TypeKind.SmallInt: PutField(into, (short)shorts[row]); break;
            case Column<int> ints: PutField(into, ints[row]); break;
            case Column<double> doubles: PutField(into, BitConverter.DoubleToInt64Bits(doubles[row])); break;
            case Column<float> floats: PutField(into, BitConverter.SingleToInt32Bits(floats[row])); break;
            case Column<bool> bools: PutBytes(into, [bools[row] ? (byte)1 : (byte)0]); break;
            default: throw new InvalidOperationException($"PostgreSQL has no type for {type}");
        }
    }

    // Floored, as times before 2000 are.
    static long MicrosOf(Int128 time, long unit) =>
        (PostgresTypes.TicksOf(time, unit) - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond - EpochMicros;

    // Digits to the base of 10,000, aligned at the decimal point: their number, the power of the first, the sign, the scale, then they
    // themselves.
    static void PutNumeric(ArrayBufferWriter<byte> into, Int128 unscaled, int scale)
    {
        Span<short> digits = stackalloc short[MaxNumericDigits];
        var (rest, count, odd) = ((UInt128)Int128.Abs(unscaled), 0, scale % 4);
        if (odd > 0 && rest != 0)
        {
            digits[count++] = (short)(rest % s_powers[odd] * s_powers[4 - odd]);
            rest /= s_powers[odd];
        }
        for (; rest > ulong.MaxValue; rest /= 10_000) digits[count++] = (short)(rest % 10_000);
        for (var small = (ulong)rest; small != 0; small /= 10_000) digits[count++] = (short)(small % 10_000);
        Put(into, NumericHeaderBytes + count * sizeof(short));
        Put(into, (short)count);
        Put(into, (short)(count - (scale + 3) / 4 - 1));
        Put(into, unscaled < 0 ? Negative : (short)0);
        Put(into, (short)scale);
        while (count > 0) Put(into, digits[--count]);
    }

    static void PutText(ArrayBufferWriter<byte> into, ReadOnlySpan<byte> text)
    {
        if (text.Contains((byte)0) || !Utf8.IsValid(text)) PutBytes(into, Encoding.UTF8.GetBytes(PostgresTypes.Text(text)));
        else PutBytes(into, text);
    }

    static void PutBytes(ArrayBufferWriter<byte> into, ReadOnlySpan<byte> bytes)
    {
        Put(into, bytes.Length);
        into.Write(bytes);
    }

    static void PutField(ArrayBufferWriter<byte> into, short value)
    {
        Put(into, sizeof(short));
        Put(into, value);
    }

    static void PutField(ArrayBufferWriter<byte> into, int value)
    {
        Put(into, sizeof(int));
        Put(into, value);
    }

    static void PutField(ArrayBufferWriter<byte> into, long value)
    {
        Put(into, sizeof(long));
        BinaryPrimitives.WriteInt64BigEndian(into.GetSpan(sizeof(long)), value);
        into.Advance(sizeof(long));
    }

    static void Put(ArrayBufferWriter<byte> into, short value)
    {
        BinaryPrimitives.WriteInt16BigEndian(into.GetSpan(sizeof(short)), value);
        into.Advance(sizeof(short));
    }

    static void Put(ArrayBufferWriter<byte> into, int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(into.GetSpan(sizeof(int)), value);
        into.Advance(sizeof(int));
    }
}
