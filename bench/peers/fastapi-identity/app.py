"""FastAPI's own route of J1 with a dependency that says who calls, as `mizan-fastapi-identity` has one."""

from typing import Annotated

from fastapi import Depends, FastAPI, Request
from pydantic import BaseModel

app = FastAPI()


class User(BaseModel):
    id: int


class AddIn(BaseModel):
    a: int
    b: int
    note: str


class AddOut(BaseModel):
    sum: int
    note: str


class AddResult(BaseModel):
    result: AddOut


ADA = User(id=5)


async def current_user(request: Request) -> User | None:
    return ADA if request.headers.get("x-user") == "ada" else None


@app.post("/rpc/add")
async def add(args: AddIn, user: Annotated[User | None, Depends(current_user)]) -> AddResult:
    return AddResult(result=AddOut(sum=args.a + args.b, note=args.note))
