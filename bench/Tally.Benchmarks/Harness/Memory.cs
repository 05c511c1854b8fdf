using System.Globalization;

namespace Tally.Benchmarks.Harness;

/// <summary>The memory and the processor time of a process as the kernel counts them.</summary>
static class Memory
{
    const double TicksPerSecond = 100;

    /// <summary>The most that was resident so far.</summary>
    public static double PeakMb(int? pid = null) => ReadMb(pid, "VmHWM:");

    /// <summary>What is resident now.</summary>
    public static double ResidentMb(int? pid = null) => ReadMb(pid, "VmRSS:");

    /// <summary>User and system time of all threads of another process.</summary>
    public static double CpuSeconds(int pid) => ReadTicks(pid.ToString(CultureInfo.InvariantCulture), 11);

    /// <summary>The same of all programs that this process has started and that have ended.</summary>
    public static double ChildrenCpuSeconds() => ReadTicks("self", 13);

    /// <summary>User and system time of another process and of its children that live.</summary>
    public static double FamilyCpuSeconds(int pid)
    {
        var sum = CpuSeconds(pid);
        foreach (var child in File.ReadAllText($"/proc/{pid}/task/{pid}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
            sum += CpuSeconds(int.Parse(child, CultureInfo.InvariantCulture));
        return sum;
    }

    static double ReadTicks(string pid, int field)
    {
        // The name of the program stands in parentheses and may hold spaces.
        var stat = File.ReadAllText($"/proc/{pid}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (long.Parse(fields[field], CultureInfo.InvariantCulture) + long.Parse(fields[field + 1], CultureInfo.InvariantCulture))
            / TicksPerSecond;
    }

    static double ReadMb(int? pid, string key)
    {
        foreach (var line in File.ReadLines($"/proc/{pid?.ToString(CultureInfo.InvariantCulture) ?? "self"}/status"))
            if (line.StartsWith(key, StringComparison.Ordinal))
                return long.Parse(line.AsSpan(key.Length, line.Length - key.Length - 2), CultureInfo.InvariantCulture) / 1024.0;
        return double.NaN;
    }
}
