"""Forms that are refused: kept, shown again, and ready to be sent again."""
