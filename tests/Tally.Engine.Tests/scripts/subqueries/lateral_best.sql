-- The best two rows of another table for each row, with and without rows that have none.
WITH brands (brand) AS (VALUES ('anta'), ('mi'), ('lining')),
  items (brand, sku, price) AS (VALUES ('anta', 's1', 5), ('anta', 's2', 9), ('anta', 's3', 7), ('mi', 'm1', 3))
SELECT b.brand, l.sku FROM brands AS b LEFT JOIN LATERAL (SELECT sku FROM items AS i WHERE i.brand = b.brand ORDER BY price DESC LIMIT 2) AS l ON TRUE;
