"""Somebody else's project, called by name: Wagtail's pages, images and users, read through shapes and changed through
Wagtail's own ways. `test_wagtail.py` puts this file into a project that `wagtail start` made, as its author would.
"""

from datetime import datetime
from typing import Annotated

from django.contrib.auth.models import Group, User
from django.db.models import Count
from django.dispatch import receiver
from taggit.models import Tag
from wagtail.images.models import Image
from wagtail.models import Page, Site
from wagtail.signals import page_published, page_unpublished

from mizan import DomainError, ReactContext, client, invalidate
from mizan.django.shapes import Shape, annotate, computed, source
from mizan.uploads import Accept, MaxSize, Upload

PagesContext = ReactContext("pages")
ImagesContext = ReactContext("images", view=("offset",))
UsersContext = ReactContext("users")

IMAGES_A_PAGE = 2


class SiteShape(Shape[Site]):
    """A site that has the page as its root."""

    hostname: str
    is_default_site: bool


class OwnerShape(Shape[User]):
    """Who made a page."""

    id: int
    username: str


class PageShape(Shape[Page]):
    """A page of any type, as far as all pages are alike."""

    id: int
    title: str
    slug: str
    path: str = source("url_path")
    live: bool
    type: str = source("content_type__model")
    published_at: datetime | None = source("first_published_at")
    owner: OwnerShape | None
    sites: list[SiteShape] = source("sites_rooted_here")


class TagShape(Shape[Tag]):
    """A word that things are tagged with."""

    id: int
    name: str


class ImageShape(Shape[Image]):
    """An image with its words."""

    id: int
    title: str
    width: int
    height: int
    tags: list[TagShape]
    uploaded_by: str | None = source("uploaded_by_user__username")

    @computed("file")
    def url(self, row: Image) -> str:
        """Where the original is."""
        return row.file.url


class ImageListShape(Shape[Image]):
    """An image in a list."""

    id: int
    title: str
    words: int = annotate(Count("tagged_items"))


class GroupShape(Shape[Group]):
    """A group of editors."""

    name: str


class UserShape(Shape[User]):
    """Somebody who may sign in."""

    id: int
    username: str
    groups: list[GroupShape] = source("groups", lambda groups: groups.order_by("name"))


class SlugTaken(DomainError[None]):
    """Another page of this parent has the slug."""


# ---- reads


@client(context=PagesContext)
def page(page_id: int) -> PageShape:
    """One page."""
    return PageShape.get(page_id)


@client(context=PagesContext)
def children(page_id: int) -> list[PageShape]:
    """The live pages right below, in the order of the tree."""
    parent = Page.objects.only("path", "depth", "numchild").filter(pk=page_id).first()
    if parent is None:
        return []
    return PageShape.query(lambda _: parent.get_children().live())


@client(context=ImagesContext)
def images(offset: int = 0) -> list[ImageListShape]:
    """Images, two a page."""
    found = ImageListShape.paginate(lambda images: images.order_by("id"), offset=offset, limit=IMAGES_A_PAGE)
    return found.items


@client(context=ImagesContext)
def image(image_id: int) -> ImageShape:
    """One image."""
    return ImageShape.get(image_id)


@client(context=UsersContext, auth="superuser")
def users() -> list[UserShape]:
    """Everybody, with the groups that they are in."""
    return UserShape.query(lambda users: users.order_by("username"))


# ---- changes


@client(affects=page, auth="staff", raises=[SlugTaken])
def rename_page(request, page_id: int, title: str, slug: str | None = None) -> PageShape:
    """Gives a page another title, in Wagtail's own way: as a revision that is published."""
    found = Page.objects.get(pk=page_id).specific
    if slug is not None and not Page._slug_is_available(slug, found.get_parent(), found):
        raise SlugTaken
    found.title = title
    found.slug = slug or found.slug
    found.save_revision(user=request.user).publish()
    return PageShape.get(page_id)


@client(affects=PagesContext.scope(page_id="parent_id"), auth="Editors")
def add_page(request, parent_id: int, title: str) -> PageShape:
    """Adds a page of the parent's own type below it."""
    parent = Page.objects.get(pk=parent_id).specific
    added = parent.add_child(instance=type(parent)(title=title, owner=request.user))
    return PageShape.get(added.pk)


@client(affects=ImagesContext.all(), auth="staff")
def add_image(
    request,
    title: str,
    file: Annotated[Upload, MaxSize("1 MB"), Accept("image/png")],
    tags: list[str] = [],  # noqa: B006 - the default is read once, and never handed out
) -> ImageShape:
    """Stores an image with its words."""
    added = Image(title=title, file=file, uploaded_by_user=request.user)
    added.save()
    added.tags.add(*tags)
    return ImageShape.get(added.pk)


@client(affects=image, auth="staff")
def edit_image(image_id: int, edit: ImageShape) -> ImageShape:
    """Saves what is different in an edited image."""
    edit.diff(Image.objects.get(pk=image_id), argument="edit", links={"tags": Tag.objects.all()}).save()
    return ImageShape.get(image_id)


@client(affects=UsersContext, auth="superuser")
def put_in_group(user_id: int, group: str) -> UserShape:
    """Makes a user a member of a group."""
    User.objects.get(pk=user_id).groups.add(Group.objects.get(name=group))
    return UserShape.get(user_id)


# ---- what editors do in Wagtail's own screens


@receiver([page_published, page_unpublished])
def tell(instance: Page, **_: object) -> None:
    """A page changed, whoever changed it: here, in the admin, by a command."""
    invalidate(page, page_id=instance.pk)
    parent = instance.get_parent()
    if parent is not None:
        invalidate(children, page_id=parent.pk)
