"""Every sentence that a mentor reads."""
