"""Charts: one message each, said in the title above; axes carry units; colour is never the only sign."""
