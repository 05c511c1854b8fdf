SELECT UPPER('abc) FROM orders;
