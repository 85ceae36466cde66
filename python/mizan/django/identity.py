"""Who asks, by Django's session: the one place of this adapter that finds a caller.

Decides what a Django user is to Mizan and which requests owe a CSRF token; what a caller may do is the core's to say.
Pages: `ir/protocol/caller.md`, `ir/protocol/envelope.md`. Twin: `fastapi/identity.py`, once it is there.
"""

from collections.abc import Iterable
from functools import cache, partial
from typing import Any

from asgiref.sync import sync_to_async
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware, get_token
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string

from mizan._native import permission_hash
from mizan.caller import CachedRequest, Caller
from mizan.django import uploads
from mizan.errors import Csrf, Unauthenticated


class SessionCaller(Caller):
    """A signed-in user. The permission hash costs a query and is made when it is first asked for."""

    __slots__ = ("_hash", "_user")
    _hash: str | None
    _user: Any

    def __init__(self, user: Any) -> None:
        roles = {"staff": getattr(user, "is_staff", False), "superuser": getattr(user, "is_superuser", False)}
        # The base is frozen, and so is this one to everybody else.
        for name, value in (
            ("id", str(user.pk)),
            ("roles", frozenset(role for role, given in roles.items() if given)),
            ("via", "session"),
            ("_user", user),
            ("_hash", None),
        ):
            object.__setattr__(self, name, value)

    @property
    def permissions(self) -> str:
        """The permission hash. Under an event loop ask in a thread, as for any query of Django's."""
        made = self._hash
        if made is None:
            made = permission_hash(
                staff=self.is_staff, superuser="superuser" in self.roles, permissions=sorted(permissions_of(self._user))
            )
            object.__setattr__(self, "_hash", made)
        return made


def permissions_of(user: Any) -> Iterable[str]:
    """What `user.get_all_permissions()` has, by one query where Django's own backend is the only one."""
    if not hasattr(user, "get_all_permissions"):
        return ()
    if list(settings.AUTHENTICATION_BACKENDS) != ["django.contrib.auth.backends.ModelBackend"]:
        return set(user.get_all_permissions())
    # Django's own backend asks for the user's and for the groups' apart.
    granted = Q()
    if not user.is_superuser:
        granted = Q(pk__in=user.user_permissions.values("pk")) | Q(group__in=user.groups.all())
    permissions = apps.get_model("auth", "Permission")._default_manager.filter(granted).order_by()
    return {f"{app}.{name}" for app, name in permissions.values_list("content_type__app_label", "codename").distinct()}


def identify(request: HttpRequest, *, unsafe: bool) -> Caller | None:
    """The session's user, or nobody. Raises `Csrf` when an unsafe request with a session has no valid token."""
    user = getattr(request, "user", None)
    known = user is not None and user.is_authenticated and user.is_active
    # A session that belongs to nobody has state too, which another site must not be able to change.
    if unsafe and (known or settings.SESSION_COOKIE_NAME in request.COOKIES):
        # The token comes in a header, and Django would look for it in the form as well.
        uploads.keep_unread(request)
        # In place of the view that is about to be called: any that is not exempt.
        refused = _csrf.process_view(request, HttpResponse, (), {})
        if refused is not None:
            raise Csrf(refused.content.decode())
    if not known and _wants_everybody():
        raise Unauthenticated
    return SessionCaller(user) if known else None


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


def set_cookie(request: HttpRequest, response: HttpResponse) -> None:
    """Sends it, or puts it into the session. `CsrfViewMiddleware` would; the project may do without that middleware."""
    _csrf.process_response(request, response)


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

    def __init__(self, caller: Caller | None) -> None:
        super().__init__(caller)
        self._user = SimpleLazyObject(partial(_load, caller))

    @property
    def user(self) -> Any:
        """The caller's user, loaded when first looked at; `AnonymousUser` for nobody, or who has gone since."""
        return self._user

    async def auser(self) -> Any:
        """The same for an async function, as on Django's own request."""
        return await sync_to_async(_load)(self.caller)


def _load(caller: Caller | None) -> Any:
    found = None if caller is None else get_user_model()._default_manager.filter(pk=caller.id).first()
    # No column that every user model has: Django's base class has it as a plain attribute.
    if found is not None and found.is_active:
        return found
    # Its module holds models, which a project without `django.contrib.auth` does not have.
    from django.contrib.auth.models import AnonymousUser

    return AnonymousUser()
