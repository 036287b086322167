"""Pages for people: the same services and schemas as the API, rendered."""
