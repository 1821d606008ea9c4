#!/usr/bin/env python3
"""Record the demo's three tutorial clips from the portal itself: WebM, a poster, captions in six languages.

    .venv/bin/python script/record_clips.py        # needs Chromium and ffmpeg (Debian packages)

A scene is a list of steps; each step has a caption in every language and an action. The browser's own screencast
gives the frames; ffmpeg encodes them. Run it again when the pages change, and commit knowledge/demo/clips.
"""

from __future__ import annotations

import base64
import subprocess
import sys
import tempfile
import time
import tomllib
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.conftest import CHROMIUM, FLAGS, PASSWORD  # noqa: E402
from tests.portal import Portal, database  # noqa: E402

CLIPS = ROOT / "knowledge" / "demo" / "clips"
SIZE = {"width": 960, "height": 600}
FRAMES_PER_SECOND = 8


class Recorder:
    """Collects the screencast's frames with their times, and the captions' starts."""

    def __init__(self, page: Page) -> None:
        self.page, self.frames, self.cues = page, [], []
        self.started = time.monotonic()
        self.session = page.context.new_cdp_session(page)
        self.session.on("Page.screencastFrame", self._keep)
        self.session.send(
            "Page.startScreencast", {"format": "jpeg", "quality": 88, "maxWidth": SIZE["width"], "maxHeight": SIZE["height"]}
        )

    def _keep(self, event: dict) -> None:
        self.frames.append((time.monotonic() - self.started, base64.b64decode(event["data"])))
        self.session.send("Page.screencastFrameAck", {"sessionId": event["sessionId"]})

    def caption(self, texts: dict[str, str], seconds: float) -> None:
        self.cues.append((time.monotonic() - self.started, texts))
        self.page.wait_for_timeout(seconds * 1000)

    def stop(self) -> float:
        self.session.send("Page.stopScreencast")
        return time.monotonic() - self.started


def type_slowly(page: Page, selector: str, text: str) -> None:
    page.locator(selector).first.click()
    page.locator(selector).first.press_sequentially(text, delay=55)


def glide(page: Page, distance: int) -> None:
    for _ in range(abs(distance) // 40):
        page.mouse.wheel(0, 40 if distance > 0 else -40)
        page.wait_for_timeout(45)


def perform(page: Page, recorder: Recorder, steps: list[dict]) -> None:
    for step in steps:
        recorder.caption(step["caption"], step.get("before", 1.2))
        match step["do"]:
            case "open":
                page.goto(step["address"])
            case "type":
                type_slowly(page, step["into"], step["text"])
            case "press":
                page.locator(step["on"]).first.press(step["key"])
            case "click":
                page.locator(step["on"]).first.scroll_into_view_if_needed()
                page.locator(step["on"]).first.hover()
                page.wait_for_timeout(500)
                page.locator(step["on"]).first.click()
            case "scroll":
                glide(page, step["by"])
            case "look":
                pass
        page.wait_for_timeout(step.get("after", 1.5) * 1000)


def write_video(name: str, frames: list[tuple[float, bytes]], length: float) -> None:
    with tempfile.TemporaryDirectory() as folder:
        listing = []
        for number, (at, image) in enumerate(frames):
            path = Path(folder, f"{number:05d}.jpg")
            path.write_bytes(image)
            until = frames[number + 1][0] if number + 1 < len(frames) else length
            listing.append(f"file '{path}'\nduration {max(until - at, 0.01):.3f}")
        Path(folder, "list.txt").write_text("\n".join([*listing, f"file '{path}'"]))
        subprocess.run(
            [
                "ffmpeg", "-y", "-loglevel", "error", "-f", "concat", "-safe", "0", "-i", f"{folder}/list.txt",
                "-vf", f"fps={FRAMES_PER_SECOND},scale={SIZE['width']}:{SIZE['height']}:flags=lanczos,format=yuv420p",
                "-c:v", "libvpx-vp9", "-crf", "36", "-b:v", "0", "-row-mt", "1", "-deadline", "good", "-cpu-used", "2",
                "-an", str(CLIPS / f"{name}.webm"),
            ],
            check=True,
        )  # fmt: skip
        middle = frames[len(frames) // 2][1]
        Path(folder, "poster.jpg").write_bytes(middle)
        subprocess.run(
            ["ffmpeg", "-y", "-loglevel", "error", "-i", f"{folder}/poster.jpg", "-quality", "78", str(CLIPS / f"{name}.webp")],
            check=True,
        )


def clock(seconds: float) -> str:
    return f"{int(seconds // 3600):02d}:{int(seconds // 60 % 60):02d}:{seconds % 60:06.3f}"


def write_captions(name: str, cues: list[tuple[float, dict[str, str]]], length: float) -> None:
    for language in cues[0][1]:
        lines = ["WEBVTT", ""]
        for number, (start, texts) in enumerate(cues):
            end = cues[number + 1][0] - 0.05 if number + 1 < len(cues) else length
            lines += [f"{clock(start)} --> {clock(end)}", texts[language], ""]
        (CLIPS / f"{name}.{language}.vtt").write_text("\n".join(lines), encoding="utf-8")


def main() -> None:
    scenes = tomllib.loads((CLIPS / "scenes.toml").read_text(encoding="utf-8"))
    wanted = sys.argv[1:] or list(scenes)
    with tempfile.TemporaryDirectory() as folder, database(Path(folder)) as url, sync_playwright() as playwright:
        portal = Portal(Path(folder), url)
        try:
            portal.start()
            browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=FLAGS)
            for name in wanted:
                scene = scenes[name]
                page = browser.new_context(base_url=portal.base, viewport=SIZE, locale="en-GB").new_page()
                if who := scene.get("who"):
                    page.goto("/en/account/login/")
                    page.locator("main input[type=email]").fill(who)
                    page.locator("main input[type=password]").fill(PASSWORD)
                    page.locator("main form button[type=submit]").first.click()
                    page.wait_for_url(lambda address: "/login" not in address)
                page.goto(scene["start"])
                page.wait_for_load_state("networkidle")
                recorder = Recorder(page)
                perform(page, recorder, scene["step"])
                length = recorder.stop()
                write_video(name, recorder.frames, length)
                write_captions(name, recorder.cues, length)
                print(f"{name}: {length:.0f} s, {(CLIPS / f'{name}.webm').stat().st_size // 1024} kB")
            browser.close()
        finally:
            portal.stop()


if __name__ == "__main__":
    main()
