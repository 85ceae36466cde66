"""The shop in FastAPI, on the tables that Django's twin makes and fills. `store.main:app` is the app."""
