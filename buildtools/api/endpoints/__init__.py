"""The endpoints by subject; each method asks one."""
