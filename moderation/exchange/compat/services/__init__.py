"""What pages made for another system ask the database."""
