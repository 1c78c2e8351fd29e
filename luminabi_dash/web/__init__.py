"""The web edge: guard, gateway, sockets, uploads, API. Decides nothing by itself."""
