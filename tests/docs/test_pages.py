"""What the pages show works: commands run, experiments validate, Python blocks run."""
import subprocess
from pathlib import Path

import pytest

from blocks import blocks, pages
from workplace import LONG, ROOT, without_skipped

# The classroom's sheets are run by test_classroom.py, which also looks at what comes out; their notes quote what came out.
# Other pages are run, block by block, by tests of the commands that they are about.
RUN_ELSEWHERE = {
    "docs/sweeps.md": "tests/docs/test_sweeps.py",
    "docs/how_to/python.md": "tests/python/test_pages.py",
    "docs/how_to/own_learner.md": "tests/python/test_pages.py",
    "docs/how_to/month_by_month.md": "tests/python/test_pages.py",
    "docs/how_to/figures_in_python.md": "tests/analysis/briefing/test_examples.py",
    **dict.fromkeys(
        ("docs/how_to/attribution.md", "docs/how_to/sensitivity.md", "docs/models/ishigami.md", "docs/models/sobol_g.md"),
        "tests/cli/how_to/test_pages.py",
    ),
}
PAGES = [
    page
    for page in pages(ROOT)
    if str(page) not in RUN_ELSEWHERE
    and "notes" not in page.parts and not ("classroom" in page.parts and "\n## Predict" in (ROOT / page).read_text())
]
not_run = []


def shell_of(page, workplace):
    """The page's shell blocks as one script that says where it is; TOML blocks with a name are written at their place in it."""
    script = []
    for block in blocks(ROOT, page):
        if block.language not in ("sh", "bash", "toml"):
            continue
        if block.skip:
            not_run.append((block.where, f"{block.language} block", block.skip))
        elif block.language == "toml" and block.file:
            script.append(f"mkdir -p '{Path(block.file).parent}'\ncat >'{block.file}' <<'END_OF_BLOCK'\n{block.text}END_OF_BLOCK\n")
        elif block.language != "toml":
            text, skipped = without_skipped(block.text)
            not_run.extend((block.where, what, why) for what, why in skipped)
            script.append(f"echo '## {block.where}' >&2\n{text}")
    return "".join(script)


def test_pages_run_elsewhere_are():
    for page, test in RUN_ELSEWHERE.items():
        assert (ROOT / page).is_file() and page.rsplit("/", 1)[1] in (ROOT / test).read_text(), page


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_commands_of_a_page_run(page, workplace):
    script = shell_of(page, workplace)
    if script:
        done = workplace.shell(script)
        assert done.returncode == 0, done.stderr[-3000:]
        assert all(code == 0 for _, code in workplace.figures(each_kind_once=not LONG))


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_experiments_of_a_page_validate(page, workplace):
    for number, block in enumerate(block for block in blocks(ROOT, page) if block.language == "toml"):
        if block.skip:
            not_run.append((block.where, "toml block", block.skip))
            continue
        name = block.file or f"configs/block_{number}.toml"
        whole = any(line.startswith("schema") for line in block.text.splitlines())
        head = "" if whole else f'extends = "{block.base}"\nschema = 1\n'
        workplace.write(name, head + block.text)
        done = workplace.shell(f"streetlight validate '{name}'")
        assert done.returncode == 0, f"{block.where}\n{done.stderr}"


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_python_of_a_page_runs(page, workplace):
    found = [block for block in blocks(ROOT, page) if block.language in ("python", "r")]
    not_run.extend((b.where, "r block", "R is not among the packages") for b in found if b.language == "r")
    script = "".join(f"# {b.where}\n{b.text}" for b in found if b.language == "python" and not b.skip)
    if script:
        done = subprocess.run(
            ["/usr/bin/python3", "-c", script],
            cwd=workplace.folder,
            env=workplace.environment,
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == 0, done.stderr[-3000:]
