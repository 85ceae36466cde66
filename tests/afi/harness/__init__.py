"""The harness of the cross-adapter suite: it starts reference apps, visits them, and counts what was shown.

`adapters` says which programs there are, `program` starts one, `transport` visits it and records each exchange,
`matrix` turns outcomes into the table, `mutants` proves that checks can fail. What must be true is in `test_<row>.py`.
"""
