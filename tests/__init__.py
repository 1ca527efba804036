"""Tests: unit (no database), integration (on both databases), architecture (house rules), e2e (browser)"""
