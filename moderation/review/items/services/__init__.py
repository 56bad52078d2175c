"""Opening, ranking, claiming and grouping review items."""
