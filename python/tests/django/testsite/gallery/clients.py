"""Functions that take files, one for each thing that the tests ask of uploads."""

import hashlib
from pathlib import Path
from typing import Annotated

from annotated_types import MaxLen
from django.core.files import uploadedfile
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.http import HttpRequest
from pydantic import BaseModel, model_validator

from mizan import Accept, CachedRequest, DomainError, MaxSize, ReactContext, Upload, client
from mizan.django.uploads import UploadedFile
from testsite.gallery.models import Picture

GalleryContext = ReactContext("gallery")
DrawerContext = ReactContext("drawer", identity="owner_id")


class Shown(BaseModel):
    """A picture, as it is in the database and in the storage."""

    id: int
    title: str
    name: str
    size: int


class Told(BaseModel):
    """What arrived, to be compared with what was sent."""

    name: str | None
    content_type: str | None
    size: int | None
    digest: str
    path: str


class Spoiled(DomainError[None]):
    """The file was looked at, and is none."""


class Crop(BaseModel):
    """Which part of a picture is meant."""

    left: int
    right: int

    @model_validator(mode="after")
    def is_some(self) -> "Crop":
        if self.left >= self.right:
            raise ValueError
        return self


def told(file: Upload) -> Told:
    # Where it lies, for the test that looks for it when the call is over.
    assert isinstance(file, TemporaryUploadedFile)
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    path = file.temporary_file_path()
    return Told(name=file.name, content_type=file.content_type, size=file.size, digest=digest.hexdigest(), path=path)


def shown(picture: Picture) -> Shown:
    name = Path(picture.image.name or "").name
    return Shown(id=picture.pk, title=picture.title, name=name, size=picture.image.size)


@client(context=GalleryContext)
def pictures(request: CachedRequest) -> list[Shown]:
    return [shown(picture) for picture in Picture.objects.order_by("pk")]


@client(affects=GalleryContext)
def add_picture(
    request: HttpRequest, title: str, picture: Annotated[Upload, MaxSize("100 kB"), Accept("image/*")]
) -> Shown:
    return shown(Picture.objects.create(title=title, image=picture))


@client(affects=GalleryContext, raises=[Spoiled])
def add_spoiled(request: HttpRequest, picture: Upload) -> None:
    Picture.objects.create(title="spoiled", image=picture)
    raise Spoiled


@client
def tell(file: UploadedFile) -> Told:
    assert isinstance(file, uploadedfile.UploadedFile)
    return told(file)


@client
async def tell_later(file: Upload) -> Told:
    return told(file)


@client
def tell_all(
    files: Annotated[list[Annotated[Upload, MaxSize(1000)]], MaxLen(3)], note: str = "", first: Upload | None = None
) -> list[Told]:
    return [told(file) for file in (*files, *([first] if first else ()))]


@client
def tell_any(files: tuple[Upload, ...]) -> int:
    assert isinstance(files, tuple)
    return len(files)


@client
def maybe(note: str, file: Upload | None = None) -> str:
    return f"{note} {file and file.name}"


@client
def cropped(file: Upload, crop: Crop) -> int:
    return (file.size or 0) * (crop.right - crop.left)


@client(auth=True)
def lock_away(request: HttpRequest, file: Upload) -> str:
    """Guarded; a file in the folder of temporary ones would show that something was kept before the guard."""
    return request.user.get_username()


@client(context=DrawerContext, auth="self")
def drawer(request: CachedRequest, owner_id: int) -> int:
    return owner_id


@client(affects=DrawerContext, auth="self")
def fill_drawer(owner_id: int, file: Upload) -> Told:
    return told(file)


@client(affects=GalleryContext)
def add_twice(request: HttpRequest, title: str, picture: Upload) -> int:
    """Calls another declared function with the file that it was given."""
    add_picture(request, title, picture)
    return Picture.objects.count()


@client
def look_at_post(request: HttpRequest, file: Upload) -> list[int]:
    """What Django itself has of the body: nothing, whatever was sent."""
    return [len(request.POST), len(request.FILES)]


@client
def fail(file: Upload, mark: str) -> None:
    Path(mark).write_text(told(file).path)
    raise RuntimeError("secret of the function")


@client
def noted(note: str) -> str:
    return note
