"""The order in which a request is checked, run, committed and answered: one machine, which does none of it.

`respond` and `respond_view` yield effects and are sent their results (`effects`). Touches no host and does no I/O.
Twin: `mizan-core/src/dispatch.rs`. Page: `ir/protocol/dispatch.md`.
"""

import logging
from collections.abc import Callable, Generator, Mapping, Sequence
from typing import Any, ParamSpec, TypeVar

from mizan import _native
from mizan.caller import Caller
from mizan.effects import (
    Ask,
    Build,
    Call,
    Commit,
    Effect,
    Ended,
    Forward,
    Guard,
    Identify,
    IssueToken,
    Machine,
    Parts,
    Purge,
    ReadBody,
    ReadParts,
    Run,
    contained,
    drive,
    drive_async,
    drive_view,
    drive_view_async,
    panicked,
    step,
    step_async,
)
from mizan.endpoint import Endpoint, ViewEndpoint
from mizan.envelope import (
    NOTHING,
    Answers,
    Dropped,
    Policy,
    Reply,
    Request,
    bears_token,
    check_content_type,
    check_length,
    check_method,
    check_no_body,
    check_site,
    group_list,
)
from mizan.errors import (
    BadRequest,
    Fault,
    Forbidden,
    Internal,
    Invalid,
    NotFound,
    Problem,
    Unauthenticated,
    Undeclared,
    render,
)
from mizan.invalidation import Running, Values
from mizan.records import record
from mizan.registry import Bundle, Frozen

__all__ = [
    "Ask",
    "Build",
    "Call",
    "Commit",
    "Effect",
    "Ended",
    "Forward",
    "Guard",
    "Identify",
    "IssueToken",
    "Machine",
    "Parts",
    "Purge",
    "ReadBody",
    "ReadParts",
    "Run",
    "contained",
    "drive",
    "drive_async",
    "drive_view",
    "drive_view_async",
    "respond",
    "respond_view",
    "step",
    "step_async",
]

logger = logging.getLogger("mizan")

_P = ParamSpec("_P")
_T = TypeVar("_T")
_Steps = Generator[Effect, Any, Reply]
_ViewSteps = Generator[Effect, Any, Reply | Forward]

_CALLS = ("POST",)
_READS = ("GET", "HEAD")
_GETS = ("GET",)
_SAFE = Identify(unsafe=False)
_UNSAFE = Identify(unsafe=True)
_COMMIT = Commit(failed=False)
_ROLLBACK = Commit(failed=True)


class _Refused(Exception):
    """A problem of a bundle before its members run, with the member whose it is."""

    def __init__(self, member: str, problem: Problem) -> None:
        super().__init__(member)
        self.member = member
        self.problem = problem


def respond(frozen: Frozen, request: Request, policy: Policy) -> Machine:
    """The machine for one request. Its last effect is a `Reply`; problems never leave it, only `BaseException`s do."""
    answers = Answers(request, frozen.schema)
    asked = frozen.paths.get(request.path)
    steps: _ViewSteps
    if asked is None:
        steps = _other(frozen, request, policy, answers)
    elif isinstance(asked, Bundle):
        steps = _bundle(frozen, request, policy, answers, asked)
    else:
        steps = _call(frozen, request, policy, answers, asked)
    return _ending(steps, request, answers)


def respond_view(
    frozen: Frozen, endpoint: Endpoint, request: Request, policy: Policy, raw: Mapping[str, object]
) -> Machine:
    """The machine for a view, `endpoint` of `Frozen.views`; `raw` are the values that the host took from the path.

    Its last effect is a `Forward` of what the view gave or raised; or a `Reply`, a problem: of the checks before it, or
    one that it raised.
    """
    answers = Answers(request, frozen.schema)
    if not isinstance(endpoint, ViewEndpoint):
        raise TypeError(f"`{endpoint.name}` is no view")
    return _ending(_view(frozen, endpoint, request, policy, raw, answers), request, answers)


def _ending(steps: _ViewSteps, request: Request, answers: Answers) -> Machine:
    last: Reply | Forward
    try:
        last = yield from steps
    except _Refused as refused:
        last = answers.problem(_problem(refused.problem, request.path), member=refused.member)
    except Exception as error:  # Whatever fails before a function starts: a problem, and nothing else for the client.
        last = answers.problem(_problem(error, request.path))
    except BaseException as error:  # All but a panic of the core is for who drives this machine.
        if not panicked(error):
            raise
        last = answers.problem(_problem(Ended(error), request.path))
    yield last


def _other(frozen: Frozen, request: Request, policy: Policy, answers: Answers) -> _Steps:
    if request.path == "session/":
        check_method(request, _GETS)
        token = yield IssueToken()
        return answers.session(token)
    if request.path == "ir/" and policy.shows_ir:
        check_method(request, _GETS)
        return answers.ir(frozen.graph.text())
    raise NotFound


def _call(frozen: Frozen, request: Request, policy: Policy, answers: Answers, endpoint: Endpoint) -> _Steps:
    check_method(request, _CALLS)
    tokened = bears_token(request)
    if not tokened:
        check_site(request, policy)
    declared = endpoint.declared
    caller: Caller | None
    parts: Parts | None = None
    form = endpoint.form(request, policy)
    if form is not None:
        check_length(request, policy.upload_limit)
        # Of who may not call it nothing is read, and nothing kept.
        caller = yield _identify(_UNSAFE, tokened=tokened)
        if declared.auth is not None:
            yield from _admit((endpoint,), caller)
        parts = yield ReadParts(form.limits)
        values = _checked(form.decode, parts)
    else:
        check_content_type(request)
        check_length(request, policy.limit)
        body = yield ReadBody(policy.limit)
        caller = yield _identify(_UNSAFE, tokened=tokened)
        if declared.auth is not None:
            yield from _admit((endpoint,), caller)
        values = _checked(endpoint.decode, body)
    arguments = (yield from _build((endpoint,), {declared.name: values}, "args")) if endpoint.builds else None
    if declared.auth == "self":
        _own(frozen, endpoint, values, caller)

    given = values if arguments is None else arguments[declared.name]
    if form is not None and parts is not None:
        given = form.placed(given, parts)
    running = Running([(declared.name, values)], frozen, reads=False)
    call = Call(endpoint, values, given, caller, running)
    ended = yield from _run(frozen, policy, (call,), running, caller, request.path, transaction=declared.mutates)
    if ended.error is None:
        return answers.call(ended.results[0], ended.dropped)
    return answers.problem(_problem(ended.error, request.path), cache_status="mizan; fwd=method", dropped=ended.dropped)


def _bundle(frozen: Frozen, request: Request, policy: Policy, answers: Answers, bundle: Bundle) -> _Steps:
    check_method(request, _READS)
    caller: Caller | None = None
    if not bundle.public:
        caller = yield _identify(_SAFE, tokened=bears_token(request))
        if bundle.guarded:
            yield from _admit(bundle.guarded, caller, of_bundle=True)
    check_no_body(request)
    values = _checked(frozen.graph.decode_params, bundle.context, request.query)
    arguments = (yield from _build(bundle.members, values, "params")) if bundle.builds else values
    for member in bundle.own:
        try:
            _own(frozen, member, values[member.name], caller)
        except Problem as problem:
            raise _Refused(member.name, problem) from None

    running = Running([], frozen, reads=True)
    calls = [
        # A public member knows of no caller, in the company of others too.
        Call(member, values[name], arguments[name], None if member.declared.public else caller, running)
        for name, member in zip(bundle.names, bundle.members, strict=True)
    ]
    ended = yield from _run(frozen, policy, calls, running, caller, request.path, transaction=True)
    if ended.error is not None:
        failed = next((call.endpoint.name for call in calls if call.state == "started"), None)
        told = _problem(ended.error, request.path)
        return answers.problem(told, member=failed, cache_status="mizan; fwd=bypass; detail=error")
    body = bundle.body(ended.results)
    if not bundle.public:
        return answers.bundle(body, cached=bundle.cached)
    # Without a secret nobody could make them.
    tags = frozen.graph.bundle_tags(bundle.context, values, policy.secret) if policy.secret else None
    return answers.public_bundle(body, bundle.seconds, tags)


def _view(
    frozen: Frozen,
    endpoint: ViewEndpoint,
    request: Request,
    policy: Policy,
    raw: Mapping[str, object],
    answers: Answers,
) -> _ViewSteps:
    declared = endpoint.declared
    check_method(request, declared.methods)
    safe = request.method in _READS
    tokened = bears_token(request)
    if not safe and not tokened:
        check_site(request, policy)
    caller: Caller | None = None
    if not declared.private:
        caller = yield _identify(_SAFE if safe else _UNSAFE, tokened=tokened)
        if declared.auth is not None:
            yield from _admit((endpoint,), caller)
    try:
        values = endpoint.decode_route(raw)
    except ValueError:  # A value is a part of the path, and there is no such path.
        raise NotFound from None
    arguments = (yield from _build((endpoint,), {declared.name: values}, "args")) if endpoint.builds else None
    if declared.auth == "self":
        _own(frozen, endpoint, values, caller)

    running = Running([(declared.name, values)], frozen, reads=False)
    call = Call(endpoint, values, values if arguments is None else arguments[declared.name], caller, running)
    ended = yield from _run(frozen, policy, (call,), running, caller, request.path, transaction=declared.mutates)
    if isinstance(ended.error, Problem):
        status = "mizan; fwd=bypass" if safe else "mizan; fwd=method"
        return answers.problem(_problem(ended.error, request.path), cache_status=status, dropped=ended.dropped)
    response = ended.results[0] if ended.error is None else None
    return Forward(response, ended.error, answers.view(ended.dropped, safe=safe), ended.dropped.body)


def _identify(effect: Identify, *, tokened: bool) -> Identify:
    # A token decides alone, and until there are tokens none of them holds (ir/protocol/envelope.md).
    if tokened:
        raise Unauthenticated
    return effect


def _admit(
    guarded: Sequence[Endpoint], caller: Caller | None, *, of_bundle: bool = False
) -> Generator[Effect, Any, None]:
    """Every 401 before anything else, and within each the first in name order, which the problem of a bundle names."""
    refused: list[tuple[int, Problem]] = []
    asked: list[tuple[int, Guard]] = []
    for at, endpoint in enumerate(guarded):
        declared = endpoint.declared
        if declared.auth == "custom":
            asked.append((at, Guard(endpoint, caller)))
        elif caller is None:
            refused.append((at, Unauthenticated()))
            break  # Nobody is asked about who could not come before.
        elif declared.role in ("staff", "superuser"):
            if not caller.has(declared.role):
                refused.append((at, Forbidden()))
        elif declared.role is not None:
            asked.append((at, Guard(endpoint, caller)))
    if asked:
        try:
            admitted = yield Ask([guard for _, guard in asked])
        except Problem as problem:  # What a host's own refusal is to it.
            last = max((at for at, guard in asked if guard.asked), default=asked[0][0])
            refused.append((last, problem))
            admitted = [guard.problem is None for _, guard in asked]
        for (at, guard), may in zip(asked, admitted, strict=True):
            if guard.problem is not None or may is not True:
                refused.append((at, guard.problem or (Unauthenticated() if caller is None else Forbidden())))
    if refused:
        first, why = min(refused, key=lambda each: (each[1].status != 401, each[0]))
        raise _Refused(guarded[first].name, why) if of_bundle else why


def _build(
    endpoints: Sequence[Endpoint], values: Mapping[str, Values], root: str
) -> Generator[Effect, Any, Mapping[str, Mapping[str, Any]]]:
    def arguments() -> Mapping[str, Mapping[str, Any]]:
        return {each.name: each.build(values[each.name], (root,)) for each in endpoints}

    built: Mapping[str, Mapping[str, Any]] = yield Build(arguments)
    return built


def _own(frozen: Frozen, endpoint: Endpoint, values: Values, caller: Caller | None) -> None:
    if caller is None or caller.is_staff:
        return
    if not frozen.graph.is_self(endpoint.name, values, caller.id):
        raise Forbidden


def _checked(decode: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
    try:
        return decode(*args, **kwargs)
    except _native.SyntaxFault as fault:
        raise BadRequest(fault.detail, errors=_faults(fault.faults)) from None
    except _native.InvalidFault as fault:
        raise Invalid(errors=_faults(fault.faults)) from None


def _faults(faults: Sequence[tuple[list[str | int], str]]) -> list[Fault]:
    return [Fault(tuple(path), code) for path, code in faults]


@record(frozen=False)
class _EndedRun:
    """How a run ended: what the functions gave, or what they or their commit raised; and what was dropped."""

    results: Sequence[Any]
    error: Exception | None
    dropped: Dropped


def _run(
    frozen: Frozen,
    policy: Policy,
    calls: Sequence[Call],
    running: Running,
    caller: Caller | None,
    path: str,
    *,
    transaction: bool,
) -> Generator[Effect, Any, _EndedRun]:
    """Runs, leaves the transaction whatever happened, and then tells what was dropped. From here on every answer of a
    call carries `invalidate`, unless the host had to say no before a function began."""
    results: Sequence[Any] = ()
    failure: BaseException | None = None
    try:
        results = yield Run(calls, transaction)
    except GeneratorExit:
        raise
    except (
        BaseException
    ) as error:  # Cancelled or interrupted, the transaction is left all the same, and then it goes on.
        failure = error
    running.close()
    try:
        yield _COMMIT if failure is None else _ROLLBACK
    except GeneratorExit:
        raise
    except (
        BaseException
    ) as error:  # A failed commit is the call's failure; a failed rollback must not hide what came before.
        if failure is None or not isinstance(error, Exception):
            failure = error
        else:
            logger.exception("rolling back after `%s` failed", path)
    if isinstance(failure, Problem) and all(call.state == "waiting" for call in calls):
        raise failure
    dropped = NOTHING
    if running.targets or len(running.calls) > 1 or True in [call.endpoint.declared.mutates for call in calls]:
        invalidation = frozen.graph.invalidation(
            running.calls, caller.id if caller else None, failed=failure is not None, targets=running.targets
        )
        header = invalidation.header
        if header is not None:
            tags = invalidation.groups(policy.secret) if policy.secret else None
            dropped = Dropped(invalidation.body, header, None if tags is None else group_list(tags))
            yield from _purge(invalidation, path)
    if failure is not None and not isinstance(failure, Exception):
        raise failure
    return _EndedRun(results, failure, dropped)


def _purge(invalidation: _native.Invalidation, path: str) -> Generator[Effect, Any, None]:
    try:
        yield Purge(invalidation)
    except Exception:  # It was changed all the same, and the answer says so.
        logger.exception("telling what `%s` dropped failed", path)


def _problem(error: Exception, path: str) -> Problem:
    if isinstance(error, Problem):
        try:
            render(error)
        except Exception:  # Whatever an author's subclass lacks: an answer without `invalidate` must not come of it.
            logger.error("`%s` raised a problem that cannot be written", path, exc_info=error)
            return _internal(error)
        return error
    if isinstance(error, _native.ResultFault):
        logger.error(
            "`%s`: the result does not fit: expected %s at %s", path, error.expected, error.path, exc_info=error
        )
    elif isinstance(error, Undeclared):
        logger.error("`%s`: %s", path, error, exc_info=error)
    else:
        logger.error("`%s` failed", path, exc_info=error)
    return _internal(error)


def _internal(error: Exception) -> Internal:
    problem = Internal()
    # The client is told nothing of it; the host's own error page and its trackers are.
    problem.__cause__ = error
    return problem
