"""Tables: schema, filters, queries and immutable versions. Knows no file format and no database."""
