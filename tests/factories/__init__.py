"""What tests arrange with: places, people with roles, and the ministry's files, made in a few words."""
