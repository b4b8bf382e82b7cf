-- As a server that runs all day has done by itself.
vacuum (analyze);
