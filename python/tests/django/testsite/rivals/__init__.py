"""What the nearest systems got wrong, as functions: read by `test_peers.py`."""
