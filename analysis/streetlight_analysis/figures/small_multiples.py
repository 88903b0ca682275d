"""Panels side by side: how many in a row, and labels on the outer ones only."""


def grid(count, width, height=36, per_row=None):
    """Rows and columns for `count` panels, two in a row in a column's width and three in a page's."""
    # Four stand in a square: three and one would leave a hole.
    per_row = per_row or (2 if count == 4 else 3 if width == "wide" or (isinstance(width, (int, float)) and width > 130) else 2)
    columns = max(1, min(count, per_row))
    return {"rows": -(-count // columns), "columns": columns, "height": height}


def outer_labels(sheet, used, x, y):
    """Axis labels at the left and below; panels that are not used go."""
    rows, columns = sheet.axes.shape
    for index, axes in enumerate(sheet.flat[:used]):
        if index % columns == 0:
            axes.set_ylabel(y)
        if index + columns >= used:
            axes.set_xlabel(x)
    sheet.drop_unused(used)
