"""The API put together: its addresses, its examination of what comes in, its problems, its reference."""
