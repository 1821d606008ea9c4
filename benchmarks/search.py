#!/usr/bin/env python3
"""What a search costs by itself, in process and without a database, at growing numbers of entries.

    .venv/bin/python benchmarks/search.py --sizes 10000,100000

For each size a new process writes that many entries (the demo's questions and answers about made-up products and
places, with made-up words as rare as in life), and prints: how long the index takes to make and to load, its size on
disk, the memory that it adds, p50 and p99 of a search and of a suggestion, and what 500 changed entries cost.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent
FAQS = ROOT / "knowledge" / "demo" / "faqs"
SYLLABLES = ["ba", "cor", "del", "fin", "gra", "hol", "jun", "kel", "lor", "mun", "nes", "pra", "qui", "ros", "tam", "vel", "zor"]
RARE_WORDS, SENTENCES = 60_000, (2, 6)
QUERIES, CHANGES = 400, 500


def demo(language: str) -> list[dict]:
    texts = [faq for path in sorted(FAQS.glob("*.toml")) for faq in tomllib.loads(path.read_text(encoding="utf-8"))["faq"]]
    return [faq[language] for faq in texts if language in faq]


def made_up_words(chance: random.Random) -> list[str]:
    return ["".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))) for _ in range(RARE_WORDS)]


def entries(size: int, language: str) -> Iterator:
    """As many documents as asked; the same ones each time."""
    from supportdesk.core.search.entries import Document

    chance = random.Random(247)
    faqs, rare = demo(language), made_up_words(chance)
    sentences = [part.strip() for faq in faqs for part in faq["answer"].replace("\n", " ").split(". ") if part.strip()]
    kinds = ("faq", "faq", "article", "topic", "topic", "topic", "tutorial", "place")

    def word() -> str:
        return rare[int(RARE_WORDS * chance.random() ** 3)]

    for number in range(size):
        faq = faqs[chance.randrange(len(faqs))]
        body = [f"{sentence} {word()} {word()}." for sentence in chance.sample(sentences, chance.randint(*SENTENCES))]
        yield Document(
            pk=number + 1,
            version=number + 1,
            kind=kinds[number % len(kinds)],
            object_id=number + 1,
            title=f"{faq['question']} ({word()} {word()})",
            phrasings="\n".join(f"{phrasing} {word()}" for phrasing in faq["phrasings"][: chance.randint(0, 3)]),
            body=" ".join(body),
            category=f"shelf-{number % 12}",
            audience="public" if number % 10 else "staff",
        )


def milliseconds(tasks: Iterable[Callable[[], object]]) -> tuple[float, float]:
    """p50 and p99 of the time that each takes."""
    times = []
    for task in tasks:
        start = time.perf_counter()
        task()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times), statistics.quantiles(times, n=100)[98]


def memory() -> float:
    return psutil.Process().memory_info().rss / 2**20


def questions(language: str, chance: random.Random) -> list[str]:
    """What people ask: phrasings, some of them shortened to words, some mistyped."""
    asked = [phrasing for faq in demo(language) for phrasing in faq["phrasings"]]
    chosen = chance.sample(asked, min(QUERIES, len(asked)))
    for place, text in enumerate(chosen):
        if place % 4 == 0:
            chosen[place] = " ".join(text.split()[-2:])
        elif place % 4 == 1 and len(text) > 8:
            at = chance.randrange(4, len(text) - 1)
            chosen[place] = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return chosen


def beginnings(asked: list[str], chance: random.Random) -> list[str]:
    """What stands in the field while these are being typed."""
    return [text[: chance.randint(2, min(18, len(text)))] for text in asked if len(text) > 2]


def measure(size: int, language: str) -> dict[str, float]:
    """Every figure of one size; with Django's settings but without its database."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "supportdesk.settings")
    import django

    django.setup()
    import numpy as np

    from supportdesk.core.audiences import Reader
    from supportdesk.core.search.engine import LanguageIndex, analyse
    from supportdesk.core.search.look import Look, Scope, Visible
    from supportdesk.core.search.question import ask
    from supportdesk.core.search.store import Snapshot
    from supportdesk.core.search.suggestions import matching

    chance, reader, figures = random.Random(7), Reader(None), {}
    documents = list(entries(size, language))
    warm_up = LanguageIndex.make(language, documents[:10])
    ask("warm up", language, warm_up.words)
    start = time.perf_counter()
    index = LanguageIndex.make(language, documents, version=size)
    figures["make s"] = time.perf_counter() - start
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        index.save(Path(folder) / "index")
        figures["save s"] = time.perf_counter() - start
        figures["disk MB"] = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file()) / 2**20
        del index
        gc.collect()
        before, start = memory(), time.perf_counter()
        index = LanguageIndex.load(language, Path(folder) / "index")
        figures["load s"] = time.perf_counter() - start
        snapshot = Snapshot(index, np.ones(size, bool), {}, size)

        def look(query: str, at: Snapshot) -> int:
            scope = Scope(reader)
            question = ask(query, language, Visible(at, scope.mask(at)))
            found = Look(question, at, scope)
            return len(found.hits()) + len(found.facets(()).kinds)

        def complete(typed: str, at: Snapshot) -> int:
            return len(matching(typed, at, language, at.open_to(reader), 6))

        asked = questions(language, chance)
        typed = beginnings(asked, chance)
        look(asked[0], snapshot), complete(typed[0], snapshot)
        figures["search p50 ms"], figures["search p99 ms"] = milliseconds(partial(look, query, snapshot) for query in asked)
        figures["suggest p50 ms"], figures["suggest p99 ms"] = milliseconds(partial(complete, text, snapshot) for text in typed)
        figures["memory MB"] = memory() - before
        changed = {one.pk: (one, analyse(one, language)) for one in chance.sample(documents, min(CHANGES, size))}
        holds = ~np.isin(index.part.entries.numbers["pk"], list(changed))
        edited = Snapshot(index, holds, changed, size + 1)
        start = time.perf_counter()
        look(asked[0], edited), complete(typed[0], edited)
        figures["500 changes: first ms"] = (time.perf_counter() - start) * 1000
        figures["500 changes: search p50 ms"], _ = milliseconds(partial(look, query, edited) for query in asked)
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="10000,100000")
    parser.add_argument("--language", default="en")
    parser.add_argument("--measure", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        print(json.dumps(measure(options.measure, options.language)))
        return
    columns = {}
    for size in map(int, options.sizes.split(",")):
        command = [sys.executable, __file__, "--measure", str(size), "--language", options.language]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        columns[f"{size:,}"] = json.loads(done.stdout.splitlines()[-1])
    print(f"| {options.language} | {' | '.join(columns)} |")
    print(f"| --- |{' --- |' * len(columns)}")
    for name in next(iter(columns.values())):
        print(f"| {name} | {' | '.join(f'{figures[name]:,.1f}' for figures in columns.values())} |")


if __name__ == "__main__":
    main()
