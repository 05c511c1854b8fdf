-- Text functions.
SELECT UPPER('aé') AS u, CHAR_LENGTH('茶ab') AS n, SUBSTRING('hello', 2, 3) AS s, TRIM('  x ') AS t, REPLACE('a-b-c', '-', '+') AS r, POSITION('l' IN 'hello') AS p;
