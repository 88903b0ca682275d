"""Closing line of `./dev test`: counts the tests in the JUnit report that ctest wrote.

Prints `N passed, N failed` alone on a line (and the names of failures above it); exits 1 when a test failed or
none ran. Tests that were skipped are named: they count as neither.
"""

import sys
import xml.etree.ElementTree as ElementTree


def main(report: str) -> int:
    passed, failed, skipped = [], [], []
    for case in ElementTree.parse(report).getroot().iter("testcase"):
        kind = {"run": passed, "notrun": skipped, "disabled": skipped}.get(case.get("status"), failed)
        kind.append(case.get("name"))
    for name in failed:
        print(f"failed: {name}")
    for name in skipped:
        print(f"skipped: {name}")
    print(f"{len(passed)} passed, {len(failed)} failed")
    return 0 if passed and not failed else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
