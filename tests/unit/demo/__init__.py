"""The generated regency: files like the ministry's, people who could be, and damage that is told."""
