"""The demonstration's programme, laid out relative to today and through the real events."""
