"""From rows as the system of record stores them to tables as people think: names and labels in place of ids."""
