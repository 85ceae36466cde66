"""Functions that take files."""

from typing import Annotated

from fastapi import UploadFile

from mizan import Accept, MaxSize, client


@client
async def weigh(picture: Annotated[UploadFile, MaxSize("100 KB"), Accept("image/png")], note: str = "") -> list[str]:
    content = await picture.read()
    return [picture.filename or "", picture.content_type or "", str(picture.size), str(len(content)), note]


@client
def weigh_all(pictures: list[UploadFile] | None = None) -> list[int]:
    return [len(each.file.read()) for each in pictures or ()]
