"""Tests of the generator. `python -m codegen.shop`, from `python/tests`, writes the expected files anew."""
