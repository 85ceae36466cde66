"""The three jobs as functions with one decorator. The data's own classes are the answers' types."""
from dataclasses import dataclass

from data import ORDERS, USERS, Order, User, rename

from mizan import ReactContext, client

UserContext = ReactContext("user")


@dataclass
class Sum:
    sum: int
    note: str


@client
def add(a: int, b: int, note: str) -> Sum:
    return Sum(a + b, note)


@client(context=UserContext)
def profile(user_id: int) -> User:
    return USERS[user_id]


@client(context=UserContext)
def orders(user_id: int) -> list[Order]:
    return ORDERS[user_id]


@client(affects=UserContext)
def rename_user(user_id: int, name: str) -> User:
    return rename(user_id, name)
