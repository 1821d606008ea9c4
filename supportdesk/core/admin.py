"""Admin of people, letters and the housekeeping tables."""
