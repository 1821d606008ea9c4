"""Name and address of a visitor, as told in the chat or beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
# What stands before a name, in the six languages.
_INTRODUCED = re.compile(
    r"\b(?:my name is|name is|i am|i'm|this is|me llamo|mi nombre es|soy|je m'appelle|mon nom est|je suis|"
    r"mein name ist|ich heiße|ich bin)\b|اسمي|أنا|我叫|我的名字是|我是",
    re.IGNORECASE,
)
_NAME = re.compile(r"[^\W\d_]+(?:[ '.-]{1,2}[^\W\d_]+){0,3}")
_MAX_NAME = 80


@dataclass(frozen=True, slots=True)
class Contact:
    name: str
    email: str


def contact_in(text: str) -> Contact | None:
    """The address in a message, and the name beside it; without a name, what stands before the @."""
    address = _ADDRESS.search(text)
    if address is None:
        return None
    return Contact(name=_name_beside(text, address), email=address[0].rstrip("."))


def contact_from(context: dict) -> Contact | None:
    """`guest_name` and `guest_email` of a call's context, when both are there."""
    name, email = context.get("guest_name"), context.get("guest_email")
    if isinstance(name, str) and isinstance(email, str) and name.strip() and email.strip():
        return Contact(name=name, email=email)
    return None


def _name_beside(text: str, address: re.Match) -> str:
    rest = f"{text[: address.start()]}\n{text[address.end() :]}"
    introduced = _INTRODUCED.search(rest)
    part = rest[introduced.end() :] if introduced else rest
    part = re.split(r"[,;:，；：。、،؛\n<>(]|\s[-–—]\s", part.strip(" \t\r\n,;:.，：<>()"))[0]
    name = _NAME.fullmatch(part.strip(" ."))
    # Without an introduction, a whole sentence is not a name.
    if name and len(name[0]) <= _MAX_NAME:
        return name[0]
    return address[0].partition("@")[0].replace(".", " ").title()[:_MAX_NAME]
