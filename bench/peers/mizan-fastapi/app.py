"""The functions of the other Mizan peers in a FastAPI application; with `BENCH_IDENTITY` it is asked who calls."""

import os
from dataclasses import dataclass

from data import ORDERS, USERS, Order, User, rename
from fastapi import FastAPI, Request

from mizan import Caller, ReactContext, client
from mizan.fastapi import mizan_router

UserContext = ReactContext("user")
ADA = Caller.of("5")


@dataclass
class Sum:
    sum: int
    note: str


async def current_user(request: Request) -> Caller | None:
    return ADA if request.headers.get("x-user") == "ada" else None


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


identity = current_user if os.environ.get("BENCH_IDENTITY") else None
app = FastAPI()
app.include_router(mizan_router(identity=identity), prefix="/api/mizan")
