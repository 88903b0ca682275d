"""Words for a reader: groups, columns and parameters by the names a page would print."""

import re

GROUPS = {
    "all": "All families",
    "lone": "Lone parent",
    "couple": "Couple",
    "owner": "Home owner",
    "private_rent": "Private rent",
    "social_rent": "Social rent",
    "one": "One child",
    "two": "Two children",
    "three_or_more": "Three or more",
    "not_working": "Not working",
}


def group_title(name):
    """ "Decile 10", "Social rent": a group as a page would print it."""
    decile = decile_of(name)
    if decile is not None:
        return f"Decile {decile}"
    return GROUPS.get(name, sentence(name))


def quoted(name):
    """A scenario's name in running text: it may hold commas and "and"."""
    return f"“{name}”"


def decile_of(name):
    """10 for "decile_10"; None for any other name."""
    match = re.fullmatch(r"decile_0*(\d+)", name)
    return int(match.group(1)) if match else None


def decile_groups(panel):
    """Names of the deprivation deciles in ascending order, decile 1 the least deprived."""
    return sorted((name for name in panel["group"].values if decile_of(name) is not None), key=decile_of)


def column_title(column):
    """A column's name in words."""
    return sentence(column)


def parameter_title(key):
    """ "programme.capacity" stays as it is written in the config: a reader can look it up."""
    return key


def sentence(text):
    """Underscores between words as spaces, first letter large; a name that begins or ends with one as it is."""
    if text.startswith("_") or text.endswith("_"):
        return text
    text = text.replace("_", " ").strip()
    return text[:1].upper() + text[1:]
