SELECT buyer, amount, COUNT(*) AS n FROM orders GROUP BY buyer;
