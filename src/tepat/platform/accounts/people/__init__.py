"""The pages on which an administrator looks after people: list, one person, invitation, deputies, access review."""
