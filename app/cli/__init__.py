"""The command line door: the `binsight` command, one module per family of commands."""
