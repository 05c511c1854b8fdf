using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Tally.Engine.Columns;
using Tally.Engine.Formats;
using Tally.Engine.Formats.Json;
using Tally.Log;
using Xunit;
using Decoder = Tally.Engine.Formats.Decoder;

namespace Tally.Engine.Tests.Formats.Json;

/// <summary>The path by layout, the cursor and System.Text.Json must agree on made-up and mutilated records. Seeds are fixed.</summary>
public sealed class JsonFuzzTests
{
    static readonly Field[] s_fields =
    [
        new("a", SqlType.String),
        new("amount", SqlType.Decimal(12, 2)),
        new("ts", SqlType.TimestampLtz(3)),
        new("n", SqlType.Int),
        new("long_name_of_a_field_beyond_thirty_two_bytes", SqlType.BigInt),
        new("d", SqlType.Double),
        new("b", SqlType.Boolean),
        new("code", SqlType.String),
        new("l", SqlType.Array(SqlType.Int)),
    ];

    static readonly string[] s_values =
    [
        "1",
        "-12.50",
        "0",
        "1e5",
        "123456789012345678901234567890",
        "0.125",
        "\"\"",
        "\"text\"",
        "\"caf\\u00e9\"",
        "\"茶 😀\"",
        "\"a much longer text that needs more than one block of bytes\"",
        "\"\\\\\\\"\"",
        "\"2025-11-10 16:00:00.123Z\"",
        "\"2025-11-10 16:01:00Z\"",
        "\"12.345\"",
        "\" 7 \"",
        "true",
        "false",
        "null",
        "[1,2]",
        "{\"x\":[]}",
        "[]",
        "1234567.89",
        "99999999",
    ];

    [Theory]
    [InlineData(1, false), InlineData(2, false), InlineData(3, true), InlineData(4, true)]
    public void All_paths_agree(int seed, bool ignoreErrors)
    {
        var random = new Random(seed);
        for (var round = 0; round < 60; round++)
        {
            var layouts = Enumerable.Range(0, random.Next(1, 4)).Select(_ => Shape(random)).ToArray();
            Compare(
                [.. Enumerable.Range(0, 200).Select(_ => Mutate(random, Record(random, layouts[random.Next(layouts.Length)])))],
                ignoreErrors
            );
        }
    }

    static string[] Shape(Random random)
    {
        var names = s_fields.Select(field => field.Name).Append("unread").Append("é").Append("n").ToArray();
        random.Shuffle(names);
        return names[..random.Next(names.Length)];
    }

    static byte[] Record(Random random, string[] shape)
    {
        var space = random.Next(20) == 0 ? " " : "";
        var members = shape
            .Where(_ => random.Next(12) > 0)
            .Select(name => $"\"{name}\"{space}:{space}{s_values[random.Next(s_values.Length)]}");
        return Encoding.UTF8.GetBytes($"{space}{{{string.Join("," + space, members)}}}{space}");
    }

    static byte[] Mutate(Random random, byte[] record)
    {
        if (record.Length == 0 || random.Next(3) > 0) return record;
        var at = random.Next(record.Length);
        switch (random.Next(5))
        {
            case 0: return record[..at];
            case 1: record[at] = (byte)random.Next(256); return record;
            case 2: record[at] = (byte)"\"\\{}[]:,0-.e tn"[random.Next(15)]; return record;
            case 3: return [.. record[..at], .. record[Math.Min(record.Length, at + 3)..]];
            default: return [.. record[..at], .. record[Math.Max(0, at - 5)..]];
        }
    }

    static void Compare(byte[][] records, bool ignoreErrors)
    {
        var block = Decoding.Block(records);
        DecodedRows fast = new(), slow = new();
        Decoder(ignoreErrors, isScalar: false).Decode(block, 0, block.Count, fast);
        Decoder(ignoreErrors, isScalar: true).Decode(block, 0, block.Count, slow);
        Assert.Equal(Shown(slow), Shown(fast));
        if (ignoreErrors) return;
        var rejected = slow.Bad.Where(bad => bad.Kind is "json" or "utf8").Select(bad => bad.Record).ToHashSet();
        for (var i = 0; i < block.Count; i++)
            Assert.True(records[i].Length == 0 || IsValid(records[i]) != rejected.Contains(i), Encoding.UTF8.GetString(records[i]));
    }

    static Decoder Decoder(bool ignoreErrors, bool isScalar) =>
        new JsonFormat().CreateDecoder(
            new(
                s_fields,
                [.. Enumerable.Range(0, s_fields.Length)],
                s_fields,
                [.. s_fields.Select(field => field.Name == "code")],
                new Dictionary<string, string> { ["json.ignore-parse-errors"] = ignoreErrors ? "true" : "false" },
                TimeZoneInfo.Utc
            ),
            isScalar
        );

    static string[] Shown(DecodedRows rows) =>
        [
            .. Enumerable
                .Range(0, rows.Count)
                .Select(row =>
                    $"{rows.Records?[row] ?? row}: " +
                        $"{string.Join("|", s_fields.Select((field, i) => Decoding.Show(rows.Columns[i], row, field.Type)))}"
                ),
            .. rows.Bad.Select(bad => bad.ToString()),
        ];

    static bool IsValid(byte[] record)
    {
        if (record.AsSpan().StartsWith("\uFEFF"u8)) return false;
        try
        {
            JsonDocument.Parse(record, new() { MaxDepth = 1000 }).Dispose();
            return Utf8.IsValid(record);
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
