"""Makes synthetic_council.csv: eighty neighbourhoods of a council that does not exist, as downloaded tables look.

The shares follow deprivation in the known directions, with sizes and noise that are made up. No number in it is of a real place. Run it again to
get the same file: python3 configs/places/make_council.py
"""

import csv
import io
import random
from pathlib import Path
from statistics import NormalDist

NEIGHBOURHOODS, FAMILIES, RANKED = 80, 40_000, 33_755
MEAN, SPREAD = 0.6, 0.9  # in standard deviations of the nation: poorer than average
HEAD = ["LSOA code (2021)", "Local Authority District name (2024)", "Index of Multiple Deprivation (IMD) Rank", "Families with dependent children",
        "Couple family", "Lone parent family", "White", "Mixed", "Asian", "Black", "Other ethnic group", "Owned outright", "Owned with a mortgage or loan",
        "Private rented", "Social rented"]


def with_commas(number):
    return f"{number:,}"


def split(random_numbers, total, odds):
    """`total` families shared out by odds with noise, in whole families."""
    noisy = [weight * random_numbers.lognormvariate(0, 0.25) for weight in odds]
    parts = [int(total * weight / sum(noisy)) for weight in noisy]
    parts[0] += total - sum(parts)
    return parts


def main():
    random_numbers = random.Random(20240331)
    national = NormalDist()
    weights = [random_numbers.uniform(0.7, 1.3) for _ in range(NEIGHBOURHOODS)]
    sizes = [int(FAMILIES * weight / sum(weights)) for weight in weights]
    sizes[0] += FAMILIES - sum(sizes)
    ranks = set()
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow(HEAD)
    for k, size in enumerate(sizes):
        d = MEAN + SPREAD * national.inv_cdf((k + random_numbers.uniform(0.2, 0.8)) / NEIGHBOURHOODS)
        rank = max(1, min(RANKED, round(RANKED * (1 - national.cdf(d)))))
        while rank in ranks:  # a rank is one neighbourhood's
            rank += 1
        ranks.add(rank)
        grow = 2.718281828 ** d
        household = split(random_numbers, size, [1.0, 0.3 * grow**0.45])
        ethnicity = split(random_numbers, size, [1.0, 0.07 * grow**0.2, 0.12 * grow**0.4, 0.06 * grow**0.6, 0.03 * grow**0.3])
        tenure = split(random_numbers, size, [0.2, 0.4, 0.22 * grow**0.45, 0.2 * grow**0.9])
        numbers = [rank, size, *household, *ethnicity, *tenure]
        rows.writerow([f"S0{1000 + k}", "Northmere", *map(with_commas, numbers)])
    path = Path(__file__).with_name("synthetic_council.csv")
    path.write_bytes(b"\xef\xbb\xbf" + out.getvalue().encode())


if __name__ == "__main__":
    main()
