"""The services of review items: opening, ranking, claiming and grouping them."""
