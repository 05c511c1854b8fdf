namespace Tally.Agent.Simulation;

/// <summary>What the simulated shop sells and who buys: the same for every seed of one size.</summary>
public sealed class Shop
{
    public static readonly string[] Provinces =
    [
        "Guangdong", "Zhejiang", "Jiangsu", "Shandong", "Henan", "Sichuan", "Hubei", "Hunan", "Hebei", "Fujian", "Anhui", "Shanghai",
        "Beijing", "Liaoning",
        "Jiangxi", "Shaanxi", "Chongqing", "Guangxi", "Yunnan", "Heilongjiang", "Shanxi", "Guizhou", "Jilin", "Tianjin", "Inner Mongolia",
        "Xinjiang", "Gansu",
        "Hainan", "Ningxia", "Qinghai", "Tibet",
    ];

    static readonly string[] s_categories =
    [
        "Phones", "Laptops", "Tablets", "Cameras", "Audio", "Televisions", "Kitchen", "Washing", "Air care", "Furniture", "Bedding",
        "Lighting", "Women", "Men",
        "Children", "Shoes", "Bags", "Jewellery", "Watches", "Skin care", "Make-up", "Perfume", "Hair care", "Snacks", "Tea", "Wine",
        "Fruit", "Rice and oil",
        "Baby food", "Toys", "Books", "Stationery", "Sports", "Outdoor", "Cycling", "Car care", "Pets", "Garden", "Health", "Gifts",
    ];

    readonly Zipf _popularity;
    readonly User[] _users;
    readonly Zipf _provinces = new(Provinces.Length, 0.7);

    public Shop(int products = 2000, int users = 200_000)
    {
        UserCount = users;
        _users = new User[users];
        _popularity = new(products, 0.9);
        var random = new Pseudorandom(11);
        Products = new Product[products];
        for (var i = 0; i < products; i++)
        {
            var category = random.Next(s_categories.Length);
            var brand = category * 5 + random.Next(5);
            Products[i] = new($"P{i:00000}", s_categories[category], $"Brand {brand:000}",
                $"Merchant {(brand * 7 + random.Next(3)) % 500:000}", 990 + random.Next(30) * random.Next(6000));
        }
    }

    public Product[] Products { get; }

    public int UserCount { get; }

    /// <summary>The index of the article below which that share of all sales lies, from 0 up to 1: the popular ones more often.</summary>
    public int ProductAt(double share) => _popularity.At(share);

    /// <summary>The customer of that number.</summary>
    public User UserAt(int number)
    {
        if (_users[number].Id is null) _users[number] = MakeUser(number);
        return _users[number];
    }

    // Who it is decides gender and province.
    User MakeUser(int number)
    {
        var own = new Pseudorandom((ulong)number * 2654435761 + 5);
        var gender = own.Next(100) switch { < 54 => "F", < 96 => "M", _ => "U" };
        var province = Provinces[_provinces.At(own.NextDouble())];
        var bits = own.Next();
        return new($"U{number:000000}", gender, province,
            $"{36 + bits % 180}.{bits >> 8 & 255}.{bits >> 16 & 255}.{1 + (bits >> 24) % 254}", (int)(bits >> 40 & 0xFFFF));
    }
}

/// <summary>An article of the shop.</summary>
/// <param name="PriceCents">The price of one, in hundredths of a yuan.</param>
public sealed record Product(string Id, string Category, string Brand, string Merchant, int PriceCents);

/// <summary>A customer.</summary>
/// <param name="Device">Chooses the user agent.</param>
public readonly record struct User(string Id, string Gender, string Province, string Ip, int Device);
