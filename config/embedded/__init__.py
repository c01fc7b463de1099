"""Servers for a bare machine: PostgreSQL and Valkey from wheels, and the command that runs everything."""
