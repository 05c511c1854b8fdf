SELECT CASE WHEN id > 1 THEN id ELSE buyer END AS x FROM orders;
