SELECT UPPPER(buyer) FROM orders;
