"""The IR: its model (`schema`), how a registry becomes one (`build`), how its text (`text`) and its JSON (`document`)
are read, and what a change of it means (`diff`).

It imports none of them: a process that serves reads no IR, and compares none.
"""
