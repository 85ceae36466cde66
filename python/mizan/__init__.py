"""Mizan: server functions with one decorator, typed clients, exact invalidation. The door; it decides nothing."""

from mizan.caller import CachedRequest, Caller
from mizan.client import client
from mizan.declaration import Function, ReactContext, Target, invalidate
from mizan.domain import DomainError
from mizan.errors import DeclarationError, GraphError, Problem, UndeclaredDependency
from mizan.registry import Frozen, Registry
from mizan.types import BigInt
from mizan.uploads import Accept, MaxSize, Upload

__all__ = [
    "Accept",
    "BigInt",
    "CachedRequest",
    "Caller",
    "DeclarationError",
    "DomainError",
    "Frozen",
    "Function",
    "GraphError",
    "MaxSize",
    "Problem",
    "ReactContext",
    "Registry",
    "Target",
    "UndeclaredDependency",
    "Upload",
    "client",
    "invalidate",
]
