"""Use cases in asyncio. They speak to the world only through the ports in `ports.py`."""
