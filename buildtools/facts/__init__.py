"""Facts of the world outside: CI systems, hosts of repositories, rules of versions."""
