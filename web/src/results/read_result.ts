/// Reads a result file of the program with h5wasm: what it says of itself, as the engine's call `hold` takes it, and the
/// values of its runs. docs/output.md has the layout.
import {Dataset, Group, type File} from "h5wasm";

export interface DesignKey {
  key: string;
  values: (number | string)[];
}

export interface Head {
  [name: string]: unknown;
  scenarios: string[];
  points: number;
  replicates: number;
  times: number[];
  authorities: string[];
  groups: string[];
  columns: {name: string}[];
}

export interface Opened {
  head: Head;
  done: boolean[];  ///< [scenario][point][replicate]
}

/// What stands for "no value" in whole numbers.
const missing_count = -9223372036854775806n;

type Having = Dataset | Group;

const attribute = (object: Having, name: string): unknown => (name in object.attrs ? object.attrs[name].value : undefined);
const text = (object: Having, name: string): string | undefined => {
  const value = attribute(object, name), first = Array.isArray(value) ? value[0] : value;
  return typeof first === "string" ? first : undefined;
};
const whole = (object: Having, name: string): number | undefined => {
  const value = attribute(object, name) as any;
  const first = typeof value === "object" && value !== null ? value[0] : value;
  return typeof first === "bigint" || typeof first === "number" ? Number(first) : undefined;
};

function group_of(file: Group, name: string): Group | undefined {
  if (!file.keys().includes(name)) return undefined;
  const found = file.get(name);
  return found instanceof Group ? found : undefined;
}

function dataset_of(group: Group, name: string): Dataset {
  const found = group.keys().includes(name) ? group.get(name) : null;
  if (!(found instanceof Dataset)) throw new Error(`it has no variable "${name}"`);
  return found;
}

const words = (group: Group, name: string) => Array.from(dataset_of(group, name).value as ArrayLike<unknown>, String);
const wholes = (group: Group, name: string) => Array.from(dataset_of(group, name).value as ArrayLike<number | bigint>, Number);

/// A dimension's own variable, which is no column.
const is_dimension = (variable: Dataset) => text(variable, "CLASS") === "DIMENSION_SCALE";

/// The variables of a group in the order in which they were made.
function variables(group: Group): [string, Dataset][] {
  return group.keys().flatMap((name): [string, Dataset][] => {
    const found = group.get(name);
    return found instanceof Dataset && !is_dimension(found) ? [[name, found]] : [];
  });
}

export function read_head(file: File): Opened {
  const panel = group_of(file, "panel"), runs = group_of(file, "runs");
  if (!panel) throw new Error("it has no group /panel");
  if (!runs) throw new Error("it does not say which runs it holds");
  const time = dataset_of(panel, "time");
  const points = wholes(panel, "point").length, provenance = group_of(file, "provenance"), design = group_of(file, "design");
  const columns = variables(panel).filter(([, variable]) => text(variable, "kind") !== undefined).map(([name, variable]) => ({
    name, unit: text(variable, "units"), meaning: text(variable, "long_name"), kind: text(variable, "kind"), measure: text(variable, "measure"),
    numerator: text(variable, "numerator"), denominator: text(variable, "denominator"),
  }));
  const said = (name: string) => provenance && text(provenance, name);
  const head: Head = {
    schema: whole(file, "schema"), title: text(file, "title"),
    program_version: said("program_version"), commit: said("commit"), model: said("model"), seed: provenance && String(attribute(provenance, "seed") ?? 0),
    config: provenance?.keys().includes("config") ? config_of(provenance) : undefined,
    scenarios: words(panel, "scenario"), points, replicates: wholes(panel, "replicate").length,
    times: wholes(panel, "time"), interval: whole(time, "interval"), end: whole(time, "end"), time_unit: text(time, "units"),
    authorities: words(panel, "authority"), groups: words(panel, "group"), columns,
    design: design ? variables(design).map(([key, variable]) => ({key, values: design_values(variable)})) : [],
  };
  const size = [head.scenarios.length, points, head.replicates, head.times.length, head.authorities.length, head.groups.length];
  for (const {name} of columns)
    if (String(dataset_of(panel, name).shape) !== String(size)) throw new Error(`the column ${name} has not the size of the panel`);
  const done = wholes(runs, "completed").map((each) => each !== 0);
  if (done.length !== size[0] * size[1] * size[2]) throw new Error("its list of runs has not the size of the panel");
  return {head, done};
}

function config_of(provenance: Group): string {
  const value = dataset_of(provenance, "config").value as unknown;
  return Array.isArray(value) ? String(value[0] ?? "") : String(value);
}

const design_values = (variable: Dataset) =>
  Array.from(variable.value as ArrayLike<unknown>, (each) => (typeof each === "bigint" ? Number(each) : (each as number | string)));

/// The runs of a scenario at a point: [replicate], each [time][authority][group][column], as the engine holds them.
export function read_runs(file: File, head: Head, scenario: number, point: number): Float64Array[] {
  const panel = group_of(file, "panel")!, count = head.columns.length;
  const cells = head.times.length * head.authorities.length * head.groups.length;
  const runs = Array.from({length: head.replicates}, () => new Float64Array(cells * count));
  head.columns.forEach(({name}, c) => {
    const values = dataset_of(panel, name).slice([[scenario, scenario + 1], [point, point + 1], [], [], [], []]) as ArrayLike<number | bigint>;
    if (values.length !== cells * head.replicates) throw new Error(`the column ${name} cannot be read`);
    for (let r = 0; r < head.replicates; ++r)
      for (let cell = 0; cell < cells; ++cell) {
        const value = values[r * cells + cell];
        runs[r][cell * count + c] = value === missing_count ? NaN : Number(value);
      }
  });
  return runs;
}
