SELECT product_id FORM orders;
