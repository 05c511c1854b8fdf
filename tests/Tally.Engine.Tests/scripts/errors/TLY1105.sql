CREATE TABLE prices (price MONEY) WITH ('connector' = 'blackhole');
