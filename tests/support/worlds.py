"""A small file of worlds in which one parameter varies."""


def worlds_text(key, values, prior):
    """TOML as `streetlight calibrate` writes it: a world for each of `values` of the parameter, whose prior has these ends."""
    ones, low, high = [1.0] * len(values), *prior
    return f"""schema = 1
title = "W"
model = "targeting"
values = {[[value] for value in values]}
got = {[[1.0] for _ in values]}
weights = {ones}
seeds = {[1 for _ in values]}
[[parameter]]
key = "{key}"
range = [{low}, {high}]
[[target]]
name = "t"
published = 1
range = [0, 2]
discrepancy = 0.0
"""
