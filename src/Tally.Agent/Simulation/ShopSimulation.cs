namespace Tally.Agent.Simulation;

// The shop's day.
//
// Visitors come at a rate that follows the daily curve. Each looks at some articles; some put one into the cart, some of these order, most
// of
// these pay, so the access log tells the story of every order. Beside them there are robots that only look, merchants whose friends
// order without ever looking (brushed orders), lines that are broken, and lines that are written seconds after they happened.
// Everything hangs on the seed: the same seed gives the same events.

/// <summary>Yields the events of the shop in the order in which they are written to its logs.</summary>
/// <param name="OrdersPerSecond">The average rate of orders; the daily curve multiplies it.</param>
public sealed class ShopSimulation(Shop shop, ulong seed, double ordersPerSecond, long startMs, TimeZoneInfo timeZone)
{
    const double CartShare = 0.4, OrderShare = 0.55, PayShare = 0.92;
    const double VisitorsPerOrder = 1 / (CartShare * OrderShare);

    readonly Pseudorandom _random = new(seed);
    readonly EventQueue _ahead = new(startMs);
    readonly bool[] _wanted = [.. Enum.GetValues<ShopEventKind>().Select(_ => true)];
    double _nextVisitorMs = startMs;
    double _visitorsPerSecond;
    long _rateMs = long.MinValue, _orders = 1;

    /// <summary>The kinds of events that are yielded; the others happen unseen, which costs less.</summary>
    public Func<ShopEventKind, bool> Wanted
    {
        init => _wanted = [.. Enum.GetValues<ShopEventKind>().Select(value)];
    }

    /// <summary>The order numbers start here; a simulation that goes on after a restart sets it beyond those already written.</summary>
    public long FirstOrderNumber { get => _orders; init => _orders = value; }

    /// <summary>Takes the next event if it is written at or before <paramref name="untilMs"/>.</summary>
    public bool TryNext(long untilMs, out ShopEvent next)
    {
        while (_nextVisitorMs <= untilMs && (!_ahead.TryPeek(out var headMs) || _nextVisitorMs <= headMs)) Arrive();
        next = default;
        if (!_ahead.TryPeek(out var firstMs) || firstMs > untilMs) return false;
        next = Resolve(_ahead.Take());
        return true;
    }

    ShopEvent Resolve(in PlannedEvent planned)
    {
        var user = shop.UserAt(planned.User);
        if (planned.Kind == ShopEventKind.Robot) user = user with { Device = -1 };
        return new(planned.Kind, planned.TimeMs, user, shop.Products[planned.Product], planned.Quantity, planned.Number);
    }

    /// <summary>The next event, however far ahead in simulated time.</summary>
    public ShopEvent Next()
    {
        ShopEvent next;
        while (!TryNext((long)Math.Ceiling(_nextVisitorMs), out next)) { }
        return next;
    }

    void Arrive()
    {
        var timeMs = (long)_nextVisitorMs;
        if (timeMs != _rateMs) (_rateMs, _visitorsPerSecond) = (timeMs, VisitorsPerSecond(timeMs));
        _nextVisitorMs += -Math.Log(1 - _random.NextDouble()) * 1000 / _visitorsPerSecond;

        var dice = _random.NextDouble();
        if (dice < 0.004) Crawl(timeMs);
        else if (dice < 0.006) Brush(timeMs);
        else Visit(timeMs);
    }

    double VisitorsPerSecond(long timeMs) =>
        ordersPerSecond * VisitorsPerOrder * DailyCurve.At(TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(timeMs),
            timeZone).TimeOfDay);

    void Visit(long timeMs)
    {
        var user = _random.Next(shop.UserCount);
        var product = _random.NextDouble();
        if (_random.Chance(0.3)) Write(ShopEventKind.Home, timeMs, user, product);
        if (_random.Chance(0.2)) Write(ShopEventKind.Search, timeMs += Pause(), user, product);
        for (var views = 1 + _random.Next(3); views > 0; views--)
        {
            if (views > 1) Write(ShopEventKind.View, timeMs, user, _random.NextDouble());
            else Write(ShopEventKind.View, timeMs, user, product);
            if (_random.Chance(0.15)) Write(ShopEventKind.Picture, timeMs + 40, user, product);
            timeMs += Pause();
        }
        if (!_random.Chance(CartShare)) return;
        Write(ShopEventKind.Cart, timeMs, user, product);
        if (_random.Chance(OrderShare)) Buy(timeMs + Pause(), user, product);
    }

    void Buy(long timeMs, int user, double product)
    {
        var quantity = _random.Chance(0.2) ? 2 + _random.Next(4) : 1;
        var number = _orders++;
        Write(ShopEventKind.Order, timeMs, user, product, quantity, number);
        if (_random.Chance(PayShare)) Write(ShopEventKind.Pay, timeMs + Pause(), user, product, quantity, number);
        if (_random.Chance(0.0005)) Write(ShopEventKind.BrokenOrder, timeMs, user, product, quantity, number);
        if (_random.Chance(0.0005)) Write(ShopEventKind.BrokenAccess, timeMs, user, product, quantity, number);
    }

    /// <summary>A robot asks for many pages in a row and never buys.</summary>
    void Crawl(long timeMs)
    {
        var user = _random.Next(12);
        for (var pages = 5 + _random.Next(20); pages > 0; pages--)
            Plan(ShopEventKind.Robot, timeMs += 150, user, _random.Next(shop.Products.Length));
    }

    /// <summary>A few friends of one merchant order the same article at once, without looking at it.</summary>
    void Brush(long timeMs)
    {
        var product = _random.Next(8) * 37;
        var ring = _random.Next(5) * 10;
        for (var orders = 3 + _random.Next(4); orders > 0; orders--)
        {
            var number = _orders++;
            var user = ring + _random.Next(6);
            Plan(ShopEventKind.Order, timeMs += 400, user, product, 1, number);
            Plan(ShopEventKind.Pay, timeMs + 100, user, product, 1, number);
        }
    }

    int Pause() => 200 + _random.Next(6000);

    // An article is looked for by its share of all sales only when somebody will see it.
    void Write(ShopEventKind kind, long timeMs, int user, double share, int quantity = 0, long number = 0) =>
        Plan(kind, timeMs, user, _wanted[(int)kind] ? shop.ProductAt(share) : 0, quantity, number);

    void Plan(ShopEventKind kind, long timeMs, int user, int product, int quantity = 0, long number = 0)
    {
        var delay = _random.Chance(0.0002) ? 8000 + _random.Next(20_000) : _random.Next(1500);
        if (_wanted[(int)kind]) _ahead.Add(timeMs + delay, new(kind, timeMs, user, product, quantity, number));
    }
}
