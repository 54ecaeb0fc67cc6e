"""An app that exists in tests only and declares alerts about rows every installation has."""
