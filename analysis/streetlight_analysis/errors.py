"""What can stop a figure from being drawn, said in one line."""


class CannotDraw(Exception):
    """The panel has no material for this figure; the message says why, in one line."""


class MissingColumns(CannotDraw):
    """The panel lacks columns that the figure needs.

    Attributes:
        columns: names of the missing columns, in the order they were asked for.
    """

    def __init__(self, columns):
        self.columns = list(dict.fromkeys(columns))
        noun = "column" if len(self.columns) == 1 else "columns"
        super().__init__(f"the panel has no {noun} {', '.join(self.columns)}")


class CannotWrite(Exception):
    """A file or folder cannot be written; the message names it and says why."""


class UnreadableFile(Exception):
    """The file is not a Streetlight result; the message names the file, the problem and what to do."""


def printable(text):
    """`text` for a terminal: what would steer it (escape sequences, line ends) is shown as TOML writes it, as `\\u001B`."""
    return "".join(character if character.isprintable() else _code(ord(character)) for character in text)


def _code(number):
    return f"\\u{number:04X}" if number <= 0xFFFF else f"\\U{number:08X}"
