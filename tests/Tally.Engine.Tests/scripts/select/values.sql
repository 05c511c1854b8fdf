-- VALUES is a query.
VALUES (1, 'x'), (2, 'y');
