SELECT amuont FROM orders;
