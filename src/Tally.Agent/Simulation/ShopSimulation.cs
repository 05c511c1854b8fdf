namespace Tally.Agent.Simulation;

// The shop's day.
//
// Visitors come at a rate that follows the daily curve. Each looks at some articles; some put one into the cart, some of these order, most of
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
    readonly PriorityQueue<ShopEvent, (long WriteMs, long Sequence)> _ahead = new();
    double _nextVisitorMs = startMs;
    long _sequence, _orders = 1;

    /// <summary>The order numbers start here; a simulation that goes on after a restart sets it beyond those already written.</summary>
    public long FirstOrderNumber { get => _orders; init => _orders = value; }

    /// <summary>Takes the next event if it is written at or before <paramref name="untilMs"/>.</summary>
    public bool TryNext(long untilMs, out ShopEvent next)
    {
        while (_nextVisitorMs <= untilMs && (!_ahead.TryPeek(out _, out var head) || _nextVisitorMs <= head.WriteMs)) Arrive();
        if (_ahead.TryPeek(out next, out var first) && first.WriteMs <= untilMs)
        {
            _ahead.Dequeue();
            return true;
        }
        return false;
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
        var local = TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(timeMs), timeZone);
        var visitorsPerSecond = ordersPerSecond * VisitorsPerOrder * DailyCurve.At(local.TimeOfDay);
        _nextVisitorMs += -Math.Log(1 - _random.NextDouble()) * 1000 / visitorsPerSecond;

        var dice = _random.NextDouble();
        if (dice < 0.004) Crawl(timeMs);
        else if (dice < 0.006) Brush(timeMs);
        else Visit(timeMs);
    }

    void Visit(long timeMs)
    {
        var user = shop.NextUser(_random);
        var product = shop.NextProduct(_random);
        if (_random.Chance(0.3)) Write(ShopEventKind.Home, timeMs, user, product);
        if (_random.Chance(0.2)) Write(ShopEventKind.Search, timeMs += Pause(), user, product);
        for (var views = 1 + _random.Next(3); views > 0; views--)
        {
            if (views > 1) Write(ShopEventKind.View, timeMs, user, shop.NextProduct(_random));
            else Write(ShopEventKind.View, timeMs, user, product);
            if (_random.Chance(0.15)) Write(ShopEventKind.Picture, timeMs + 40, user, product);
            timeMs += Pause();
        }
        if (!_random.Chance(CartShare)) return;
        Write(ShopEventKind.Cart, timeMs, user, product);
        if (_random.Chance(OrderShare)) Buy(timeMs + Pause(), user, product);
    }

    void Buy(long timeMs, User user, Product product)
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
        var user = shop.UserAt(_random.Next(12)) with { Device = -1 };
        for (var pages = 5 + _random.Next(20); pages > 0; pages--) Write(ShopEventKind.Robot, timeMs += 150, user, shop.Products[_random.Next(shop.Products.Length)]);
    }

    /// <summary>A few friends of one merchant order the same article at once, without looking at it.</summary>
    void Brush(long timeMs)
    {
        var product = shop.Products[_random.Next(8) * 37];
        var ring = _random.Next(5) * 10;
        for (var orders = 3 + _random.Next(4); orders > 0; orders--)
        {
            var number = _orders++;
            var user = shop.UserAt(ring + _random.Next(6));
            Write(ShopEventKind.Order, timeMs += 400, user, product, 1, number);
            Write(ShopEventKind.Pay, timeMs + 100, user, product, 1, number);
        }
    }

    int Pause() => 200 + _random.Next(6000);

    void Write(ShopEventKind kind, long timeMs, User user, Product product, int quantity = 0, long number = 0)
    {
        var delay = _random.Chance(0.0002) ? 8000 + _random.Next(20_000) : _random.Next(1500);
        _ahead.Enqueue(new(kind, timeMs, user, product, quantity, number), (timeMs + delay, _sequence++));
    }
}
