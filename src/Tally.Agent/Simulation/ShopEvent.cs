namespace Tally.Agent.Simulation;

/// <summary>What a visitor does, or what else turns up in a shop's logs.</summary>
public enum ShopEventKind
{
    Home, Search, View, Picture, Cart, Order, Pay, Robot, BrokenOrder, BrokenAccess,
}

/// <summary>One thing that happens in the shop: most lead to a line of the access log, an order also to one of the order log.</summary>
/// <param name="TimeMs">When it happened, in milliseconds since 1970 UTC.</param>
/// <param name="Number">Counts orders from 1 for an order and its payment.</param>
public readonly record struct ShopEvent(ShopEventKind Kind, long TimeMs, User User, Product Product, int Quantity, long Number)
{
    public long AmountCents => (long)Product.PriceCents * Quantity;
}
