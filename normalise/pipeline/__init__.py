"""Records by the million: blocks of them worked on in order, by one process or many, and what is known of it all."""
