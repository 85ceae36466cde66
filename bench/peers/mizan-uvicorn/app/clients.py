"""The functions of `mizan-gunicorn`, as `async def`: these are what a bare async view is set beside."""
from dataclasses import dataclass

from data import ORDERS, USERS, Order, User, rename

from mizan import ReactContext, client

UserContext = ReactContext("user")


@dataclass
class Sum:
    sum: int
    note: str


@client
async def add(a: int, b: int, note: str) -> Sum:
    return Sum(a + b, note)


@client(context=UserContext)
async def profile(user_id: int) -> User:
    return USERS[user_id]


@client(context=UserContext)
async def orders(user_id: int) -> list[Order]:
    return ORDERS[user_id]


@client(affects=UserContext)
async def rename_user(user_id: int, name: str) -> User:
    return rename(user_id, name)
