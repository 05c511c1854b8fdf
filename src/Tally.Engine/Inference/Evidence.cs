using Tally.Engine.Sql;

namespace Tally.Engine.Inference;

/// <summary>What the values of one column, or of one place in a nested value, have looked like so far.</summary>
sealed class Evidence
{
    // An object with more names than this is a map: its names are data.
    const int MaxFields = 200;

    // Other values than these are far from what a table may hold.
    const int MaxDigits = 38;

    const int ShortDigits = 18, SpareDigits = 3;

    readonly Dictionary<string, long> _rare = [];
    readonly Disorder _disorder = new();
    DatePatterns? _patterns;
    TextForm _forms;
    long _valueCount;
    int _wholeDigits;
    int _scale;
    bool _isText;
    bool _hasLeadingZero;
    bool _isLong = true;

    /// <summary>The fields of objects, in the order in which they were met.</summary>
    public OrderedDictionary<string, Evidence> Fields { get; } = [];

    /// <summary>The elements of arrays, or the values of a map; null when there was none.</summary>
    public Evidence? Element { get; private set; }

    /// <summary>How many values were NULL or empty.</summary>
    public long NullCount { get; private set; }

    /// <summary>How many records have a value.</summary>
    public long PresentCount { get; set; }

    /// <summary>The forms that were met.</summary>
    public TextForm Forms => _forms;

    /// <summary>How far behind the newest one a time was, in milliseconds.</summary>
    public long DisorderMs => _disorder.GreatestMs;

    /// <summary>The only text that is no value of the column's type, which then stands for NULL: NA, null, -; or null.</summary>
    public string? NullWord =>
        NullCount == 0 && _rare.Count == 1 && Number(_forms & ~TextForm.Other) && NullWords.Contains(_rare.First().Key)
            ? _rare.First().Key
            : null;

    static readonly HashSet<string> NullWords =
        new(["NA", "N/A", "NULL", "null", "NaN", "nan", "-", "\\N", "None", "none", "?"], StringComparer.Ordinal);

    public void AddNull() => NullCount++;

    /// <summary>The next values come from another file: times begin anew.</summary>
    public void BeginFile() => _disorder.BeginFile();

    /// <summary>A text, or a number, true or false as they are written.</summary>
    /// <param name="isText">Whether quotes tell that it is no number (JSON).</param>
    public void Add(string value, bool isText)
    {
        _valueCount++;
        _isText |= isText;
        var form = TextForms.Of(value, isText, out var time);
        _forms |= form;
        if ((form & TextForm.AnyNumber) != 0) Measure(value);
        if ((form & TextForm.AnyTime) != 0) _disorder.Add(time);
        if (form != TextForm.Other) return;
        if (_rare.Count < 3) _rare[value] = _rare.GetValueOrDefault(value) + 1;
        (_patterns ??= new()).Add(value);
    }

    /// <summary>The evidence of an object's field.</summary>
    public Evidence Field(string name)
    {
        _forms |= TextForm.Object;
        if (Element is not null && Fields.Count == 0) return Element;
        if (Fields.TryGetValue(name, out var field)) return field;
        if (Fields.Count >= MaxFields)
        {
            Element = new();
            foreach (var known in Fields.Values) Element.Take(known);
            Fields.Clear();
            return Element;
        }
        return Fields[name] = new();
    }

    /// <summary>An object, perhaps without fields.</summary>
    public void AddObject() => _forms |= TextForm.Object;

    /// <summary>The evidence of an array's elements.</summary>
    public Evidence Elements()
    {
        _forms |= TextForm.Array;
        return Element ??= new();
    }

    void Take(Evidence other)
    {
        _forms |= other._forms;
        _isText |= other._isText;
        (_wholeDigits, _scale) = (Math.Max(_wholeDigits, other._wholeDigits), Math.Max(_scale, other._scale));
        if (other.Element is { } element) (Element ??= new()).Take(element);
        foreach (var (name, field) in other.Fields) Field(name).Take(field);
    }

    void Measure(string value)
    {
        var digits = value.AsSpan().TrimStart("+-");
        var point = digits.IndexOf('.');
        var whole = point < 0 ? digits : digits[..point];
        _hasLeadingZero |= whole.Length > 1 && whole[0] == '0';
        _isLong = _isLong && (point >= 0 || long.TryParse(value, System.Globalization.CultureInfo.InvariantCulture, out _));
        if (digits.IndexOfAny('e', 'E') >= 0) return;
        _wholeDigits = Math.Max(_wholeDigits, whole.TrimStart('0').Length);
        if (point >= 0) _scale = Math.Max(_scale, digits.Length - point - 1);
    }

    static bool Number(TextForm forms) => forms != 0 && (forms & ~TextForm.AnyNumber) == 0;

    /// <summary>The pattern and the kind of a time that is written in another way than SQL's and ISO-8601's; null when it is
    /// none.</summary>
    public DatePattern? Pattern => _forms == TextForm.Other && _valueCount > 0 ? _patterns?.Found : null;

    /// <summary>The seconds or milliseconds since 1970 that a column of this name may hold: 0 or 3, the precision for TO_TIMESTAMP_LTZ; or
    /// null.</summary>
    public int? EpochPrecision(string name) =>
        _forms != TextForm.Integer || !EpochNames.Fits(name) ? null : _wholeDigits switch { 10 => 0, 13 => 3, _ => null };

    /// <summary>The type as CREATE TABLE writes it.</summary>
    public string TypeText => NullWord is not null ? TypeOf(_forms & ~TextForm.Other) : TypeOf(_forms);

    string TypeOf(TextForm forms) => forms switch
    {
        0 => "STRING",
        TextForm.Object when Element is { } value && Fields.Count == 0 => $"MAP<STRING, {value.TypeText}>",
        TextForm.Object when Fields.Count > 0 =>
            $"ROW<{string.Join(", ", Fields.Select(field => $"{ReservedWords.Quote(field.Key)} {field.Value.TypeText}"))}>",
        TextForm.Array => $"ARRAY<{Element!.TypeText}>",
        TextForm.Boolean => "BOOLEAN",
        TextForm.Date => "DATE",
        TextForm.Time => "TIME",
        _ when (forms & ~(TextForm.SqlTimestamp | TextForm.IsoTimestamp)) == 0 => $"TIMESTAMP({_disorder.Precision})",
        _ when (forms & ~(TextForm.SqlInstant | TextForm.IsoInstant)) == 0 => $"TIMESTAMP_LTZ({_disorder.Precision})",
        _ when Number(forms) && !_hasLeadingZero => NumberType(forms),
        _ => "STRING",
    };

    string NumberType(TextForm forms)
    {
        if ((forms & TextForm.Double) != 0 || _wholeDigits + _scale > MaxDigits)
            return (forms & ~TextForm.Integer) == 0 ? "STRING" : "DOUBLE";
        if (forms == TextForm.Integer) return _isLong ? "BIGINT" : $"DECIMAL({MaxDigits}, 0)";
        return $"DECIMAL({(_wholeDigits + _scale + SpareDigits <= ShortDigits ? ShortDigits : MaxDigits)}, {_scale})";
    }
}
