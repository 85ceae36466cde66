"""Who asks, by Django's session: the one place of this adapter that finds a caller.

Decides what a Django user is to Mizan and which requests owe a CSRF token; what a caller may do is the core's to say.
Pages: `ir/protocol/caller.md`, `ir/protocol/envelope.md`. Twin: `fastapi/identity.py`, once it is there.
"""

from collections.abc import Iterable
from functools import cache, partial
from types import CodeType
from typing import Any

from asgiref.sync import sync_to_async
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db.models import CharField, Q, Value
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.http.multipartparser import MultiPartParserError
from django.middleware.csrf import CsrfViewMiddleware, get_token
from django.utils.datastructures import MultiValueDict
from django.utils.functional import SimpleLazyObject, empty
from django.utils.module_loading import import_string

from mizan._native import permission_hash
from mizan.caller import CachedRequest, Caller
from mizan.django.apps import installed
from mizan.errors import BadRequest, Csrf, TooLarge, Unauthenticated


class SessionCaller(Caller):
    """A signed-in user. Roles but `staff` and `superuser`, and the permission hash, cost a query each, when they are
    first asked for. Under an event loop ask in a thread, as for any query of Django's."""

    __slots__ = ("_hash", "_named", "_user")
    _hash: str | None
    _named: frozenset[str] | None
    _user: Any

    def __init__(self, user: Any) -> None:
        # The base is frozen, and so is this one to everybody else.
        for name, value in (
            ("id", str(user.pk)),
            ("via", "session"),
            ("_user", user),
            ("_hash", None),
            ("_named", None),
        ):
            object.__setattr__(self, name, value)

    def has(self, role: str) -> bool:
        """Whether the user has the role; of `staff` and `superuser` the user itself knows."""
        if role in _OWN_ROLES:
            return bool(getattr(self._user, f"is_{role}", False))
        return role in self._roles()

    @property
    def roles(self) -> frozenset[str]:
        """All of them: what the user itself knows, and the names of its groups, or what `MIZAN["ROLES"]` says."""
        return self._roles().union(role for role in _OWN_ROLES if self.has(role))

    @property
    def permissions(self) -> str:
        """The permission hash."""
        made = self._hash
        if made is None:
            permissions, roles = rights_of(self._user)
            if self._named is None:
                object.__setattr__(self, "_named", roles)
            made = permission_hash(
                staff=self.is_staff,
                superuser=self.has("superuser"),
                permissions=sorted({*permissions, *(f"role:{role}" for role in self._roles())}),
            )
            object.__setattr__(self, "_hash", made)
        return made

    def _roles(self) -> frozenset[str]:
        named = self._named
        if named is None:
            named = roles_of(self._user)
            object.__setattr__(self, "_named", named)
        return named


_OWN_ROLES = ("staff", "superuser")


def roles_of(user: Any) -> frozenset[str]:
    """The user's roles but `staff` and `superuser`, which no group can give."""
    known = installed().configuration.roles
    if known is not None:
        return _named(known(user))
    return _named(user.groups.values_list("name", flat=True) if hasattr(user, "groups") else ())


def rights_of(user: Any) -> tuple[frozenset[str], frozenset[str]]:
    """`permissions_of` and `roles_of`, by one query where both are Django's own."""
    if installed().configuration.roles is not None or not hasattr(user, "groups") or not _has_own_backend(user):
        return frozenset(permissions_of(user)), roles_of(user)
    # No app is without a label, so what has none is a group.
    groups = user.groups.order_by().values_list(Value("", CharField()), "name")
    # Neither model's own order means anything for both; Django 6 would ask for one.
    rows = list(_permissions(user).union(groups).order_by())
    return frozenset(f"{app}.{name}" for app, name in rows if app), _named(name for app, name in rows if not app)


def _named(roles: Iterable[str]) -> frozenset[str]:
    # A comma ends a permission in what is hashed; no declaration can ask for such a role.
    return frozenset(role for role in roles if role not in _OWN_ROLES and "," not in role)


def permissions_of(user: Any) -> Iterable[str]:
    """What `user.get_all_permissions()` has, by one query where Django's own backend is the only one."""
    if not hasattr(user, "get_all_permissions"):
        return ()
    if not _has_own_backend(user):
        return set(user.get_all_permissions())
    return {f"{app}.{name}" for app, name in _permissions(user)}


def _has_own_backend(user: Any) -> bool:
    backends = list(settings.AUTHENTICATION_BACKENDS)
    return backends == ["django.contrib.auth.backends.ModelBackend"] and hasattr(user, "get_all_permissions")


def _permissions(user: Any) -> Any:
    # Django's own backend asks for the user's and for the groups' apart.
    granted = Q()
    if not user.is_superuser:
        granted = Q(pk__in=user.user_permissions.values("pk")) | Q(group__in=user.groups.all())
    permissions = apps.get_model("auth", "Permission")._default_manager.filter(granted).order_by()
    return permissions.values_list("content_type__app_label", "codename").distinct()


def identify(
    request: HttpRequest, *, unsafe: bool, nobody: bool | None = None, is_page: bool = False, open_to_all: bool = False
) -> Caller | None:
    """The session's user, or nobody. Raises `Csrf` when an unsafe request with a session has no valid token, and
    `Unauthenticated` for nobody where the project wants everybody to sign in, unless this is `open_to_all`.

    `nobody`: what `nobody_was_sent` has said, if it was asked.
    """
    if nobody is None:
        nobody = nobody_was_sent(request)
    user = None if nobody else getattr(request, "user", None)
    # A project's own class of users need not have all that Django's have.
    known = user is not None and user.is_authenticated and getattr(user, "is_active", True)
    # A session that belongs to nobody has state too, which another site must not be able to change.
    cookies = request.COOKIES
    if unsafe and (known or (cookies and settings.SESSION_COOKIE_NAME in cookies)):
        # The token comes in a header, but for a page's own form; Django would look for it in any.
        if not is_page:
            _keep_unread(request)
        # In place of the view that is about to be called: any that is not exempt.
        try:
            refused = _csrf.process_view(request, HttpResponse, (), {})
        except RequestDataTooBig as error:
            raise TooLarge from error
        except (SuspiciousOperation, MultiPartParserError) as error:
            raise BadRequest("the form that may bear the token cannot be read") from error
        if refused is not None:
            raise Csrf(refused.content.decode())
    # Whom nothing tells from others is nobody to whom anything could belong.
    known = known and getattr(user, "pk", None) is not None
    if not known and not open_to_all and _wants_everybody():
        raise Unauthenticated
    return SessionCaller(user) if known else None


def _keep_unread(request: HttpRequest) -> None:
    """Whoever looks at `request.POST` from now on finds nothing: Django would read the body for it, before it is known
    who sends it, and keep its files where nobody asked for them."""
    if not hasattr(request, "_post"):
        vars(request).update(_post=QueryDict(), _files=MultiValueDict())


def nobody_was_sent(request: HttpRequest) -> bool:
    """Whether to ask Django for the user would end with nobody: its own middleware is to find one by a session that was
    not sent. Asking takes as long as a short function does, and makes the answer vary by a cookie that is not there.
    """
    kept = vars(request)
    user, session = kept.get("user"), kept.get("session")
    # What Django found, or was told, on an earlier look is the answer to any later one.
    if type(user) is not SimpleLazyObject or not isinstance(session, SessionBase) or "_cached_user" in kept:
        return False
    if session.session_key is not None or hasattr(session, "_session_cache"):
        return False
    # The user itself would answer by being looked for, so that it is Django's own, and is not there yet, can be told by
    # what it is made of alone.
    if object.__getattribute__(user, "_wrapped") is not empty:
        return False
    return getattr(object.__getattribute__(user, "_setupfunc"), "__code__", None) in _own_lookups()


@cache
def _own_lookups() -> frozenset[CodeType]:
    # Its module holds models.
    from django.contrib.auth.middleware import AuthenticationMiddleware

    constants = AuthenticationMiddleware.process_request.__code__.co_consts
    return frozenset(each for each in constants if isinstance(each, CodeType))


@cache
def _wants_everybody() -> bool:
    """Whether the project lets nobody in without signing in: its middleware would redirect a view to the login page."""
    if not apps.is_installed("django.contrib.auth"):
        return False
    # Its module holds models.
    from django.contrib.auth.middleware import LoginRequiredMiddleware

    found = [import_string(name) for name in settings.MIDDLEWARE]
    return any(isinstance(each, type) and issubclass(each, LoginRequiredMiddleware) for each in found)


def issue_token(request: HttpRequest) -> str | None:
    """The CSRF token for this visitor; `None` where the project has no sessions, and so nothing to protect by it."""
    if not hasattr(request, "session"):
        return None
    _csrf.process_request(request)
    return get_token(request)


def owes_cookie(request: HttpRequest) -> bool:
    """Whether the CSRF cookie was made or changed while the request was answered."""
    return bool(request.META.get("CSRF_COOKIE_NEEDS_UPDATE"))


def set_cookie(request: HttpRequest, response: HttpResponseBase) -> None:
    """Sends it, or puts it into the session. `CsrfViewMiddleware` would; the project may do without that middleware."""
    sent: Any = response
    _csrf.process_response(request, sent)


class _TokenCheck(CsrfViewMiddleware):
    """Django's check of the token alone. Where a request came from has been judged already, by the rule that all hosts
    share (`envelope.check_site`), and behind a proxy the two would disagree about the scheme."""

    def _origin_verified(self, request: HttpRequest) -> bool:
        return True

    def _check_referer(self, request: HttpRequest) -> None:
        return None

    def _reject(self, request: HttpRequest, reason: str) -> HttpResponse:
        return HttpResponse(reason, status=403)


_csrf = _TokenCheck(lambda request: HttpResponse())


class UserRequest(CachedRequest):
    """What a cached member sees: its caller, and the caller's user, loaded anew as a part of the same reading."""

    __slots__ = ("_user",)

    def __init__(self, caller: Caller | None, *, public: bool = False) -> None:
        super().__init__(caller, public=public)
        self._user: Any = None

    @property
    def user(self) -> Any:
        """The caller's user, loaded when first looked at; `AnonymousUser` for nobody, or who has gone since. Raises
        `UndeclaredDependency` in a public member, as does `auser`."""
        self.refuse_if_public("user")
        if self._user is None:
            self._user = SimpleLazyObject(partial(_load, self._caller))
        return self._user

    async def auser(self) -> Any:
        """The same for an async function, as on Django's own request."""
        self.refuse_if_public("auser")
        return await sync_to_async(_load)(self.caller)


def _load(caller: Caller | None) -> Any:
    found = None if caller is None else get_user_model()._default_manager.filter(pk=caller.id).first()
    # No column that every user model has: Django's base class has it as a plain attribute.
    if found is not None and found.is_active:
        return found
    # Its module holds models, which a project without `django.contrib.auth` does not have.
    from django.contrib.auth.models import AnonymousUser

    return AnonymousUser()
