"""A figure at print size: heading, panels, caption, and labels that keep out of each other's way.

Figures draw on `sheet.axes` and end with `sheet.finish(...)`, which sets the caption, gives it its own height,
lays everything out once and then moves the labels apart. After that nothing moves, so the figure is the same
on every back end.
"""

import warnings

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.transforms import ScaledTranslation, blended_transform_factory

from . import caption as captions
from . import glyphs
from .errors import CannotDraw
from .spread import spread
from .style import INK, WIDTHS, handle
from .text import balanced, fill, width_of

POINTS_PER_MM = 72 / 25.4
MARGIN = 4  # points left free around everything
TITLE_LINES = 3  # of a panel
LABEL = 52  # points that a label at the end of a line may be wide


class Sheet:
    """
    Args:
        panel: dataset of `open_panel`, for the source line.
        title: neutral: what is shown, not what it means.
        width: "column" (88 mm), "wide" (180 mm) or millimetres.
        rows, columns: of panels.
        height: of one row of panels in millimetres.
        options: for matplotlib's `Figure.subplots` (sharex, sharey, gridspec_kw).

    Attributes:
        figure, axes (rows x columns array), flat (the same in reading order).
    """

    def __init__(self, panel, title, *, width="column", rows=1, columns=1, height=48, **options):
        self.panel, self.title = panel, title
        self.width = WIDTHS.get(width, width) * POINTS_PER_MM
        self.body = rows * height * POINTS_PER_MM
        self.figure = Figure(figsize=(self.width / 72, self.body / 72), layout="constrained")
        FigureCanvasAgg(self.figure)
        self.axes = self.figure.subplots(rows, columns, squeeze=False, **options)
        self.flat = list(self.axes.flat)
        self._ends = []
        self._after = []

    def drop_unused(self, used):
        """Takes away the panels after the first `used`, and gives the last one of each column its x tick labels."""
        for axes in self.flat[used:]:
            axes.remove()
        rows, columns = self.axes.shape
        for index in range(max(0, used - columns), used):
            self.flat[index].tick_params(labelbottom=True)
        self.flat = self.flat[:used]

    def ends_row(self, number, used):
        """Whether panel `number` of `used` is the last one of its row, where lines are labelled."""
        columns = self.axes.shape[1]
        return number % columns == columns - 1 or number == used - 1

    def label_end(self, axes, text, y, look):
        """Asks for a label at the right edge of a panel, level with `y` (data) as far as others allow."""
        if np.isfinite(y):
            self._ends.append((axes, text, float(y), look))

    def after_layout(self, action):
        """Calls `action()` once every panel has its final place."""
        self._after.append(action)

    def finish(self, see, *, caption=True, key=None):
        """Sets heading and caption, lays out, moves labels apart, freezes.

        Args:
            see: sentences that say what to look at and how to read it.
            caption: False leaves the caption's place empty, for pages that set it as text of their own.
            key: handles of a key above the panels, for figures whose lines have no room for labels.

        Returns:
            matplotlib.figure.Figure, with `caption_of` and `title_of`.
        """
        see = f"{see} {glyphs.note(glyphs.words_of(self.panel))}".strip()
        note = f"{see}\n{captions.source_line(self.panel)}"
        usable = self.width - 2 * MARGIN
        head = fill(self.title, usable, 8, bold=True)
        foot = fill(note, usable, 7) if caption else []
        if self._ends and not self._labels_fit():
            looks = {text: look for _, text, _, look in self._ends}
            key = [handle(look, text) for text, look in looks.items()]
            self._ends = []
        key_rows = self._key_rows(key, usable) if key else []
        row_heights = [10 * max(label.count("\n") + 1 for _, label in row) for row in key_rows]
        head_height = 11 * len(head) + 3 + sum(row_heights)
        foot_height = 8.6 * len(foot) + (MARGIN + 4 if foot else 0)
        total = MARGIN + head_height + self.body + foot_height
        self.figure.set_size_inches(self.width / 72, total / 72)

        # Heading, key, panels and caption each have their own band of the page.
        left = MARGIN / self.width
        self.figure.text(
            left, 1 - MARGIN / total, "\n".join(head), size=8, weight="bold", va="top", gid="title"
        ).set_in_layout(False)
        if foot:
            self.figure.text(
                left, MARGIN / total, "\n".join(foot), size=7, va="bottom", color=INK, gid="caption", linespacing=1.3
            ).set_in_layout(False)
        for index, row in enumerate(key_rows):
            # Matplotlib leaves out labels that begin with an underscore, so the words come afterwards.
            legend = self.figure.legend(
                [entry for entry, _ in row],
                [str(place) for place in range(len(row))],
                ncol=len(row),
                loc="upper left",
                borderaxespad=0,
                borderpad=0,
                columnspacing=1.2,
                handletextpad=0.5,
                bbox_to_anchor=(left, 1 - (MARGIN + 11 * len(head) + 2 + sum(row_heights[:index])) / total),
            )
            for text, (_, label) in zip(legend.get_texts(), row):
                text.set_text(label)
            legend.set_in_layout(False)
        self.figure.get_layout_engine().set(
            rect=(left, foot_height / total, 1 - 2 * left, self.body / total), w_pad=2 / 72, h_pad=3.5 / 72
        )
        self.figure._streetlight = {"title": self.title, "caption": note}

        # Words are broken to the panels' widths, which may in turn change the layout.
        texts = self._write_end_labels()
        self._clip_titles()
        self._lay_out()
        if self._break_words():
            self._lay_out()
        self.figure.set_layout_engine("none")
        # The solver's last digits depend on the order of things in memory; the page shall not.
        for axes in self.figure.axes:
            axes.set_position([round(value, 6) for value in axes.get_position().bounds])
        self._move_end_labels(texts)
        for action in self._after:
            action()
        return self.figure

    def _labels_fit(self):
        """Whether every panel is about as high as its labels; where one is not, a key says it better."""
        room = self.body / self.axes.shape[0]
        needs = {}
        for axes, words, _, _ in self._ends:
            lines = balanced(words, LABEL).count("\n") + 1
            needs[axes] = needs.get(axes, 0) + 8 * lines + 1.5
        return max(needs.values()) <= room

    def _lay_out(self):
        with warnings.catch_warnings():
            # A layout that does not fit must be seen, not drawn anyhow.
            warnings.simplefilter("error")
            glyphs.ignore_warnings()
            try:
                self.figure.draw_without_rendering()
            except UserWarning:
                raise CannotDraw("its words leave no room for it at this width (try --width wide)") from None

    def _clip_titles(self):
        """Cuts titles that are wider than the page: nothing could be laid out around them."""
        for axes in self.flat:
            title = axes.get_title(loc="left")
            if width_of(title, 7, bold=True) > self.width:
                axes.set_title(balanced(title, self.width / self.axes.shape[1], bold=True, most=TITLE_LINES))

    def _break_words(self):
        """Breaks panel titles and x labels that are wider than their panel and the gap after it; True if any was."""
        broken = False
        frames = {axes: axes.get_position() for axes in self.flat}
        for axes, frame in frames.items():
            after = [other.x0 for other in frames.values() if other.x0 > frame.x1 and abs(other.y0 - frame.y0) < 0.01]
            right = min(after, default=1 - MARGIN / self.width)
            room = (right - frame.x0) * self.width - 4
            title = axes.get_title(loc="left")
            lines = balanced(title, room, bold=True, most=TITLE_LINES)
            broken |= lines != title
            axes.set_title(lines, linespacing=1)
            label = axes.get_xlabel()
            lines = balanced(label, min(room, frame.width * self.width + 8))
            broken |= lines != label
            axes.set_xlabel(lines, linespacing=1)
        return broken

    def _key_rows(self, handles, usable):
        """(handle, label) pairs dealt to as many rows as their labels need."""
        rows, room = [[]], usable
        beside = 7 * 2.2 + 14
        for entry in handles:
            label = entry.get_label()
            need = beside + 4.3 * len(label)
            if need > usable:
                label = balanced(label, usable - beside)
            if rows[-1] and need > room:
                rows.append([])
                room = usable
            rows[-1].append((entry, label))
            room -= need
        return rows

    def _write_end_labels(self):
        texts = []
        for axes, words, y, look in self._ends:
            label = balanced(words, LABEL)
            offset = ScaledTranslation(9 / 72, 0, self.figure.dpi_scale_trans)
            transform = blended_transform_factory(axes.transAxes, axes.transData) + offset
            text = axes.text(
                1, y, label, transform=transform, va="center", ha="left", color=look.text, linespacing=0.95, gid="end"
            )
            texts.append((axes, text, y, look))
        return texts

    def _move_end_labels(self, texts):
        renderer = self.figure.canvas.get_renderer()
        scale = self.figure.dpi / 72
        for axes in dict.fromkeys(axes for axes, *_ in texts):
            here = [entry for entry in texts if entry[0] is axes]
            wanted = [axes.transData.transform((0, y))[1] for _, _, y, _ in here]
            sizes = [text.get_window_extent(renderer).height + 1.5 * scale for _, text, _, _ in here]
            box = axes.get_window_extent(renderer)
            low, high = box.y0 - 4 * scale, box.y1 + 4 * scale
            # A panel's title may reach over the labels: then they keep below it.
            title = axes._left_title.get_window_extent(renderer)
            under_title = title.x1 > box.x1 + 9 * scale
            if under_title:
                high = min(high, title.y0)
            # More labels than the panel is high: share the overrun above (unless the title is there) and below.
            over = max(0, sum(sizes) - (high - low))
            top, bottom = (high, low - over) if under_title else (high + over / 2, low - over / 2)
            for (_, text, y, look), pixel in zip(here, spread(wanted, sizes, bottom, top)):
                moved = axes.transData.inverted().transform((0, pixel))[1]
                text.set_y(moved)
                start, end = 1 + 1.5 * scale / box.width, 1 + 7.5 * scale / box.width
                leader = axes.plot(
                    [start, end],
                    [y, moved],
                    transform=blended_transform_factory(axes.transAxes, axes.transData),
                    color=look.colour,
                    linewidth=0.6,
                    linestyle="-",
                    clip_on=False,
                    scalex=False,
                    scaley=False,
                )[0]
                leader.set_in_layout(False)


def title_of(figure):
    """The heading of a figure made here."""
    return figure._streetlight["title"]


def caption_of(figure):
    """The caption of a figure made here, also when it was not printed: for alternative texts."""
    return figure._streetlight["caption"]
