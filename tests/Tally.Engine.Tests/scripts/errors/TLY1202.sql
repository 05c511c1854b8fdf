SELECT MOD(id) FROM orders;
