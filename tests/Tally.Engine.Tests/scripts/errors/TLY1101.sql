SELECT * FROM orderz;
