"""A small town from a file, and the program."""


import h5py
from program import streetlight

EXPERIMENT = """schema = 1
model = "targeting"
[run]
months = 14
spin_up = 1
replicates = 2
[output]
by_neighbourhood = true
metrics = ["families", "need"]
[population]
families = 9000
places = "town.csv"
[authorities]
names = ["Town"]
[places.columns]
code = "Area"
authority = "District"
families = "Families"
decile = "IMD decile"
owner = "Owned"
private_rent = "Private"
social_rent = "Social"
"""
TOWN = ("Area,District,Families,IMD decile,Owned,Private,Social\n"
        '"Hill, upper",Town,"4,000",10,3600,400,0\n'
        'Docks,Town,"3,500",1,350,1050,"2,100"\n'
        "Park,Town,1500,5,750,450,300\n")


def write(folder, town=TOWN, experiment=EXPERIMENT):
    (folder / "town.csv").write_bytes(town.encode() if isinstance(town, str) else town)
    (folder / "town.toml").write_text(experiment)


def run(folder, town=TOWN, experiment=EXPERIMENT):
    write(folder, town, experiment)
    done = streetlight("run", "town.toml", "-o", "town.h5", "--quiet", folder=folder)
    assert done.returncode == 0, done.stderr
    return folder / "town.h5"


def neighbourhoods(path):
    """The table: columns by name, labels as words."""
    with h5py.File(path) as file:
        table = file["neighbourhoods"]
        columns = {}
        for name, variable in table.items():
            values = variable[()]
            if "labels" in variable.attrs:
                words = [word.decode() if isinstance(word, bytes) else word for word in variable.attrs["labels"]]
                values = [words[int(value)] for value in values]
            columns[name] = values
        return columns
