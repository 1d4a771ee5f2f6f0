"""The real server as its own process, and the real browser."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.remote.webelement import WebElement

from tests.tools import HOME

FLAGS = (
    "--headless=new --no-sandbox --disable-quic --no-first-run --disable-background-networking --disable-component-update "
    "--disable-sync --use-gl=angle --use-angle=swiftshader --enable-unsafe-swiftshader"
)


@contextmanager
def serving(data: Path) -> Iterator[str]:
    """`posy serve --demo` on a free port; gives its address. Killed at the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = (data / "server.log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "-m", "shop_api.cli", "serve", "--demo", "--port", str(port)],
        cwd=HOME, env={**os.environ, "POSY_DATA_DIR": str(data)}, stdout=log, stderr=subprocess.STDOUT,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{address}/api/health", process, data / "server.log")
        yield address
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        log.close()


def _wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(600):
        if process.poll() is not None:
            raise RuntimeError(f"the server ended: {log.read_text()[-2000:]}")
        try:
            with urllib.request.urlopen(address, timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"the server did not answer: {log.read_text()[-2000:]}")


@contextmanager
def browsing(width: int, height: int, mobile: bool = False) -> Iterator[Page]:
    """Headless Chromium with a screen of this size; closed with all its processes at the end."""
    options = Options()
    options.binary_location = shutil.which("chromium") or "chromium"
    for flag in FLAGS.split():
        options.add_argument(flag)
    options.add_argument("--lang=zh-CN")
    options.add_experimental_option("prefs", {"intl.accept_languages": "zh-CN"})
    options.add_argument(f"--window-size={width},{height}")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver") or "chromedriver"))
    driver.set_script_timeout(60)
    try:
        driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride", {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": mobile}
        )
        yield Page(driver)
    finally:
        driver.quit()


class Page:
    """Finds things by their data-test name, and waits as a person would."""

    def __init__(self, driver: WebDriver) -> None:
        self.driver = driver

    def open(self, address: str) -> None:
        self.driver.get(address)

    def find(self, name: str, wait: float = 20) -> WebElement:
        end = time.monotonic() + wait
        while time.monotonic() < end:
            for element in self.driver.find_elements(By.CSS_SELECTOR, f'[data-test="{name}"]'):
                if element.is_displayed():
                    return element
            time.sleep(0.05)
        raise AssertionError(f"no {name} on {self.driver.current_url}: {self.text[:500]}")

    def all(self, name: str) -> list[WebElement]:
        return [e for e in self.driver.find_elements(By.CSS_SELECTOR, f'[data-test="{name}"]') if e.is_displayed()]

    def click(self, name: str) -> None:
        self.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", self.find(name))
        self.find(name).click()

    def type(self, name: str, text: str) -> None:
        field = self.find(name)
        target = field if field.tag_name in ("input", "textarea") else field.find_element(By.CSS_SELECTOR, "input, textarea")
        target.send_keys(text)

    def wait_until(self, script: str, wait: float = 30) -> object:
        """The value of the script as soon as it is truthy."""
        end = time.monotonic() + wait
        while time.monotonic() < end:
            value = self.driver.execute_script(f"return {script}")
            if value:
                return value
            time.sleep(0.05)
        raise AssertionError(f"never true on {self.driver.current_url}: {script}")

    @property
    def text(self) -> str:
        return self.driver.find_element(By.TAG_NAME, "body").text

    @property
    def complaints(self) -> list[str]:
        """What the browser's console holds against us."""
        return [entry["message"] for entry in self.driver.get_log("browser") if entry["level"] == "SEVERE"]
