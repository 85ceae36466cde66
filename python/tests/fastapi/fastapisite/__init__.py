"""An application of FastAPI that the tests look at from outside: what it has done is told at `/events`."""
