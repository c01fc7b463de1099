"""The root of the tests; what they stand on is in tests/conftest.py, their servers in config/embedded."""
