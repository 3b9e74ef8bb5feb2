"""The budgets of the design, each measured beside a yardstick of the same run: the time itself is the machine's."""
