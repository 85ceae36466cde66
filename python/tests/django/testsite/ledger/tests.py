"""How a project tests its functions: by Django's clients, in Django's test cases. Run by `test_host_tests`."""

import json
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.test import RequestFactory, TestCase, TransactionTestCase

from mizan._native import permission_hash
from mizan.django.identity import SessionCaller, UserRequest, identify, permissions_of
from testsite.ledger.models import Entry

BASE = "/api/mizan/"


class Calls(TestCase):
    """Nothing is ever committed here, and everything must see the same transaction."""

    def setUp(self) -> None:
        # Django's client raises what a view raised, and is told of a function's failure as of a view's.
        self.client.raise_request_exception = False
        self.ada = get_user_model().objects.create(username="ada")
        # What fails is raised in the test otherwise, as with any view of Django's.
        self.client.raise_request_exception = False

    def test_mutation_and_read_share_the_tests_transaction(self) -> None:
        self.client.force_login(self.ada)
        for function in ("add_entry", "add_async"):
            answer = self._post(function, owner_id=self.ada.pk, amount=2)
            self.assertEqual(answer.status_code, 200, answer.content)
        self.assertEqual(Entry.objects.count(), 2)
        answer = self.client.get(f"{BASE}ctx/ledger/", {"owner_id": self.ada.pk})
        self.assertEqual(answer.json()["ledger_total"], 4)

    def test_failure_rolls_back_and_the_test_goes_on(self) -> None:
        self.client.force_login(self.ada)
        self.assertEqual(self._post("fail_after_write", owner_id=self.ada.pk).status_code, 500)
        self.assertEqual(Entry.objects.count(), 0)

    async def test_the_same_by_the_async_client(self) -> None:
        await self.async_client.aforce_login(self.ada)
        for function in ("add_entry", "add_async"):
            body = json.dumps({"args": {"owner_id": self.ada.pk, "amount": 2}})
            answer = await self.async_client.post(f"{BASE}call/{function}/", body, content_type="application/json")
            self.assertEqual(answer.status_code, 200, answer.content)
        self.assertEqual(await Entry.objects.acount(), 2)
        answer = await self.async_client.get(f"{BASE}ctx/ledger/", {"owner_id": self.ada.pk})
        self.assertEqual(answer.json()["ledger_total"], 4)

    def test_atomic_block_of_the_host_is_refused(self) -> None:
        self.client.force_login(self.ada)
        with transaction.atomic():
            answer = self._post("add_entry", owner_id=self.ada.pk, amount=2)
        self.assertEqual(answer.status_code, 500)

    def _post(self, function: str, **args: Any) -> Any:
        return self.client.post(f"{BASE}call/{function}/", {"args": args}, content_type="application/json")


class Queries(TransactionTestCase):
    """What identity costs, in queries."""

    def test_nobody_costs_none(self) -> None:
        with self.assertNumQueries(0):
            self.assertEqual(self.client.get(f"{BASE}ctx/late/").status_code, 401)

    def test_permissions_cost_one_and_only_when_they_are_asked_for(self) -> None:
        for user in self._users():
            request = RequestFactory().get("/")
            request.user = user
            with self.assertNumQueries(0):
                caller = identify(request, unsafe=False)
            assert caller is not None
            with self.assertNumQueries(1):
                first = caller.permissions
            with self.assertNumQueries(0):
                self.assertEqual(caller.permissions, first)
            self.assertEqual(permissions_of(user), user.get_all_permissions())
            rights = user.get_all_permissions() | {
                f"role:{name}" for name in user.groups.values_list("name", flat=True)
            }
            expected = permission_hash(staff=user.is_staff, superuser=user.is_superuser, permissions=sorted(rights))
            self.assertEqual(first, expected)

    def test_roles_cost_one_query_and_only_when_they_are_asked_for(self) -> None:
        for user in self._users():
            roles = frozenset(user.groups.values_list("name", flat=True))
            with self.assertNumQueries(0):
                caller = SessionCaller(user)
                self.assertEqual((caller.has("staff"), caller.has("superuser")), (user.is_staff, user.is_superuser))
                self.assertEqual(caller.is_staff, user.is_staff)
            with self.assertNumQueries(1):
                self.assertEqual(caller.has("g"), "g" in roles)
            with self.assertNumQueries(0):
                self.assertEqual(caller.roles - {"staff", "superuser"}, roles)
            # What the permissions took has brought the roles along.
            caller = SessionCaller(user)
            with self.assertNumQueries(1):
                _ = caller.permissions
                self.assertEqual(caller.has("g"), "g" in roles)

    def test_permissions_of_other_backends_are_asked_of_them(self) -> None:
        user = get_user_model().objects.create(username="ada")
        with self.settings(AUTHENTICATION_BACKENDS=["testsite.backends.EverythingBackend"]):
            self.assertEqual(permissions_of(user), {"ledger.everything"})

    def test_user_of_a_cached_member_is_loaded_anew(self) -> None:
        user = get_user_model().objects.create(username="ada")
        caller = SessionCaller(user)
        request = UserRequest(caller)
        get_user_model().objects.filter(pk=user.pk).update(username="ada lovelace")
        with self.assertNumQueries(1):
            self.assertEqual(request.user.get_username(), "ada lovelace")
            self.assertEqual(request.user.pk, user.pk)
        get_user_model().objects.filter(pk=user.pk).update(is_active=False)
        self.assertFalse(UserRequest(caller).user.is_authenticated)
        with self.assertNumQueries(0):
            self.assertFalse(UserRequest(None).user.is_authenticated)

    def _users(self) -> list[Any]:
        make = get_user_model().objects.create
        plain, both, root = make(username="a"), make(username="b", is_staff=True), make(username="c", is_superuser=True)
        group = Group.objects.create(name="g")
        group.permissions.add(*Permission.objects.filter(codename__endswith="_entry"))
        both.groups.add(group)
        both.user_permissions.add(
            Permission.objects.get(codename="add_entry"), Permission.objects.get(codename="add_user")
        )
        return list(get_user_model().objects.filter(pk__in=[plain.pk, both.pk, root.pk]))
