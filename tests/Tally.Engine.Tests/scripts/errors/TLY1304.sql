CREATE TABLE clicks (ts STRING, WATERMARK FOR ts AS ts) WITH ('connector' = 'blackhole');
