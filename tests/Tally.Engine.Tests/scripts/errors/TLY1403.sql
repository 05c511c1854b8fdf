SET 'table.local-time-zone' = 'Asia/Shanghia';
