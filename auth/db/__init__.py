"""Engine, unit of work, and what every table and statement shares."""
