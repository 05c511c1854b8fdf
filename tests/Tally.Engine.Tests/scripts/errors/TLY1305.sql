SELECT id, ROW_NUMBER() OVER (ORDER BY amount DESC) AS place FROM orders;
