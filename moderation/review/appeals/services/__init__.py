"""Making and answering appeals."""
