SELECT buyer, amount FROM orders ORDER BY amount DESC;
