using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace Tally.Host.Configuration;

/// <summary>Reads <see cref="TallyOptions"/> and refuses, by name, what it does not know.</summary>
static class OptionsLoader
{
    /// <exception cref="ConfigurationException">A key is unknown or its value is not of its type.</exception>
    public static TallyOptions Load(string directory, IEnumerable<KeyValuePair<string, string?>> commandLine)
    {
        var configuration = new ConfigurationBuilder()
            .AddJsonFile(Path.Combine(directory, "appsettings.json"), optional: true)
            .AddEnvironmentVariables("TALLY__")
            .AddInMemoryCollection(commandLine)
            .Build();
        var options = new TallyOptions();
        foreach (var section in configuration.GetChildren()) Apply(section, FindSection(options, section.Key));
        return options;
    }

    static object FindSection(TallyOptions options, string name) =>
        typeof(TallyOptions).GetProperty(name, BindingFlags.IgnoreCase | BindingFlags.Public | BindingFlags.Instance)?.GetValue(options)
        ?? throw new ConfigurationException($"unknown configuration section '{name}': known are {Names(typeof(TallyOptions))}");

    static void Apply(IConfigurationSection section, object target)
    {
        foreach (var entry in section.GetChildren())
        {
            var property = target.GetType().GetProperty(entry.Key, BindingFlags.IgnoreCase | BindingFlags.Public | BindingFlags.Instance)
                ?? throw new ConfigurationException(
                    $"unknown configuration key '{section.Key}:{entry.Key}': known in {section.Key} are {Names(target.GetType())}");
            property.SetValue(target, Parse(entry, property.PropertyType));
        }
    }

    static object Parse(IConfigurationSection entry, Type type)
    {
        var text = entry.Value ?? throw new ConfigurationException($"the configuration key '{entry.Path}' has no single value");
        if (type == typeof(string)) return text;
        if (type == typeof(int) && int.TryParse(text, out var number) && number >= 0) return number;
        if (type == typeof(long) && long.TryParse(text, out var large) && large >= 0) return large;
        throw new ConfigurationException($"the configuration key '{entry.Path}' is '{text}', expected a whole number from 0");
    }

    static string Names(Type type) => string.Join(", ", type.GetProperties().Select(property => property.Name));
}

/// <summary>A configuration that cannot be used; the message names the key.</summary>
sealed class ConfigurationException(string message) : Exception(message);
