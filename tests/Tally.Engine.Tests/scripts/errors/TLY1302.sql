SELECT buyer FROM orders WHERE SUM(amount) > 10 GROUP BY buyer;
