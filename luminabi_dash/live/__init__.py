"""Events on their way from the database to browsers."""
