"""The services of the yearly report: facts, and tables made from them."""
