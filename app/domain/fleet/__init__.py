"""The fleet of devices: what each is, claims to run, and when it was last heard of."""
