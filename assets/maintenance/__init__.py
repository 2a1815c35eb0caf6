"""What keeps the store tidy, day by day; nothing of it is published."""
