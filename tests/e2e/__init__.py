"""The product as a person meets it: a real server and worker, a real Chromium."""
