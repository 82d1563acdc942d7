"""The README is short, its links lead somewhere, and it names every page."""

import re
import tomllib
from pathlib import Path

import pytest

import quantcert

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
PAGES = sorted((ROOT / "docs").glob("*.md"))
LINK = re.compile(r"\]\(([^)#]+)\)")


def test_the_readme_is_short():
    assert len(README.splitlines()) <= 150


def test_the_readme_names_every_page():
    assert [page.name for page in PAGES if f"docs/{page.name}" not in README] == []


@pytest.mark.parametrize("page", [ROOT / "README.md", *PAGES], ids=lambda page: page.name)
def test_links_lead_to_files(page):
    missing = [link for link in LINK.findall(page.read_text()) if not (page.parent / link).exists()]
    assert missing == []


def test_the_version_is_the_same_everywhere():
    assert f"version: {quantcert.__version__}\n" in (ROOT / "CITATION.cff").read_text()
    assert f"## {quantcert.__version__}\n" in (ROOT / "CHANGELOG.md").read_text()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["license"] == "Apache-2.0"
