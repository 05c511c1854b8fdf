SELECT UPPER(id) FROM orders;
