SELECT id, buyer FROM orders UNION ALL SELECT id FROM orders;
