ALTER TABLE orders ADD discount DECIMAL(10, 2);
