"""What the site makes of the pages: their places in the navigation, pages from outside docs/, and links that leave it.

The parts follow Diátaxis (tutorials, how-to, reference, explanation), with the classroom for its own readers. A new page
is found by its folder; one that no pattern finds stops a strict build, so that none is lost.
"""

import logging
import posixpath
import re
import tempfile
from fnmatch import fnmatchcase
from pathlib import Path

from mkdocs.structure.files import File

ROOT = Path(__file__).resolve().parents[2]
REPOSITORY_PAGES = ("analysis/README.md", "CHANGELOG.md", "CONTRIBUTING.md")  # pages of the site that live outside docs/

SHEETS = ("runaway_urn", "unequal_eyes", "visible_label", "trust_travels", "pause_it", "tournament", "evaluation")
NOTEBOOKS = ("first_look", "own_model", "many_worlds", "sensitivity")
NAVIGATION = (
    ("Start", ("index.md",)),
    ("Tutorials", ("tutorials/*.md",)),
    ("Notebooks", tuple(f"notebooks/{name}.md" for name in NOTEBOOKS)),
    (
        "Classroom",
        (
            "classroom/index.md",
            *(f"classroom/{name}.md" for name in SHEETS),
            "classroom/*.md",
            ("Teacher’s notes", tuple(f"classroom/notes/{name}.md" for name in SHEETS)),
        ),
    ),
    ("Examples", ("examples/*.md",)),
    ("How-to", ("how_to/*.md", "sweeps.md", "performance.md", "developing.md", "architecture.md", "CONTRIBUTING.md", "analysis/README.md")),
    (
        "Reference",
        (
            "glossary.md",
            "parameters.md",
            "output.md",
            "odd.md",
            "models/*.md",
            "calibration.md",
            "verification*.md",
            "agreement.md",
            "peer*.md",
            "CHANGELOG.md",
        ),
    ),
    ("Explanation", ("limits.md", "evidence.md", ("Decisions", ("decisions/*.md",)))),
)
TITLES = {
    "parameters.md": "Parameters and columns",
    "odd.md": "The model: ODD protocol",
    "analysis/README.md": "Figures: the Python package",
    "models/ishigami.md": "The model ishigami",
    "models/sobol_g.md": "The model sobol_g",
}
NOT_PAGES = ("figures/*.md", "figures/*.py", "figures/*.pyc")

log = logging.getLogger("mkdocs.hooks")
FROM_NOTEBOOKS = tempfile.TemporaryDirectory(prefix="streetlight-site-")  # their pages and pictures
FRAME = re.compile(r'<div>\s*<style scoped>.*?</style>\s*<table border="1" class="dataframe">', re.S)  # as pandas shows one
LINK = re.compile(r"(!?)\[((?:[^][]|\[[^]]*\])*)\]\(([^)\s]+)\)")
FENCED = re.compile(r"^(```+)[^\n]*\n.*?^\1\s*$", re.S | re.M)


def on_files(files, config):
    """Adds pages from outside docs/, takes out what is not a page, and sets the navigation."""
    for file in list(files):
        if any(fnmatchcase(file.src_uri, pattern) for pattern in NOT_PAGES):
            files.remove(file)
    for name in REPOSITORY_PAGES:
        if (ROOT / name).is_file():
            files.append(_from_outside(name, config))

    for file in [file for file in files if file.src_uri.endswith(".ipynb")]:
        files.remove(file)
        for made in _from_notebook(file, config):
            files.append(made)

    left = sorted(file.src_uri for file in files.documentation_pages())
    config["nav"] = _entries(NAVIGATION, left)
    for page in left:
        log.warning("%s has no place in the navigation: give it one in docs/.site/hooks.py", page)
    return files


def _from_notebook(notebook, config):
    """The page of a notebook, with the outputs and pictures that are kept in it, and those pictures."""
    from nbconvert import MarkdownExporter

    name = notebook.src_uri.removesuffix(".ipynb")
    folder = Path(FROM_NOTEBOOKS.name) / posixpath.dirname(name)
    folder.mkdir(exist_ok=True)
    stem = posixpath.basename(name)
    text, resources = MarkdownExporter().from_filename(notebook.abs_src_path, resources={"unique_key": stem, "output_files_dir": stem})
    where = f"*This page is the notebook `docs/{notebook.src_uri}`, as it was executed.*"
    text = FRAME.sub('<div class="frame">\n<table>', text)  # the theme gives a plain table its style, and lets it scroll
    title, _, rest = text.partition("\n")
    for file, content in [(f"{stem}.md", f"{title}\n\n{where}\n{rest}".encode()), *resources["outputs"].items()]:
        (folder / file).parent.mkdir(exist_ok=True)
        (folder / file).write_bytes(content)
        yield File(f"{posixpath.dirname(name)}/{file}", FROM_NOTEBOOKS.name, config["site_dir"], config["use_directory_urls"])


def _from_outside(name, config):
    """A page of the repository. A README is given a name of its own: as an index it would take a whole part's place."""
    file = File(name, str(ROOT), config["site_dir"], config["use_directory_urls"])
    if file.name == "index":
        file.name = posixpath.dirname(name)
        file.dest_uri = file.url = f"{posixpath.dirname(name)}/{file.name}.html"
        file.abs_dest_path = posixpath.join(config["site_dir"], file.dest_uri)
    return file


def _entries(parts, left):
    """The navigation as mkdocs wants it; takes from `left` the pages that it places."""
    entries = []
    for part in parts:
        if isinstance(part, tuple):
            title, inside = part
            found = _entries(inside, left)
            if found:
                entries.append({title: found[0] if inside == ("index.md",) else found})
            continue
        for page in [name for name in left if fnmatchcase(name, part) and name.count("/") == part.count("/")]:
            left.remove(page)
            entries.append({TITLES[page]: page} if page in TITLES else page)
    return entries


def on_page_markdown(markdown, page, config, files):
    """Links to files outside docs/ become the file's name; the page says where it is in the project."""
    inside = {file.src_uri for file in files}
    folder = posixpath.dirname(page.file.src_uri)
    here = folder if page.file.src_uri in REPOSITORY_PAGES else posixpath.join("docs", folder)

    def fixed(found):
        mark, text, target = found.groups()
        path, _, anchor = target.partition("#")
        if not path or re.match(r"[a-z]+:", target):
            return found[0]
        place = posixpath.normpath(posixpath.join(here, path))
        uri = place.removeprefix("docs/") if place.startswith("docs/") else place
        uri = re.sub(r"\.ipynb$", ".md", uri)
        if uri in inside and (place.startswith("docs/") or place in REPOSITORY_PAGES):
            return f"{mark}[{text}]({posixpath.relpath(uri, folder or '.')}{'#' + anchor if anchor else ''})"
        if not (ROOT / place).exists():
            log.warning("%s links to %s, which does not exist", page.file.src_uri, target)
        return text if place in text.replace("`", "") else f"{text} (`{place}`)"

    pieces, at = [], 0
    for fence in FENCED.finditer(markdown):
        pieces += [LINK.sub(fixed, markdown[at : fence.start()]), fence[0]]
        at = fence.end()
    return "".join(pieces) + LINK.sub(fixed, markdown[at:])
