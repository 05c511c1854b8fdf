SELECT DATE '2024-02-30' AS day_of_sale;
