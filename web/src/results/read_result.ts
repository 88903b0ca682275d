/// Reads a result file of the program with jsfive: what it says of itself, as the engine's call `hold` takes it, and the
/// values of its runs. docs/output.md has the layout.
import {Dataset, Group, type File} from "jsfive";
import {reading} from "../words/en";

export interface DesignKey {
  key: string;
  values: (number | string)[];
}

export interface TableColumn {
  name: string;
  labels?: string[];
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
  tables: {name: string; columns: TableColumn[]}[];
}

export interface Opened {
  head: Head;
  done: boolean[];  ///< [scenario][point][replicate]
}

/// A run as the engine takes it: the panel's values, then each table's.
export interface HeldRun {
  numbers: Float64Array;
  sizes: number[];
}

/// Below it, whole numbers stand for "no value" (-9223372036854775806).
const missing_count = -9.2e18;
/// The tables beside the panel that are looked at.
const wanted_tables = ["models"];
const columns_of_run = ["scenario", "point", "replicate"];

type Having = Dataset | Group;

const plain = (word: unknown) => String(word).replace(/\0+$/, "");
const attribute = (object: Having, name: string): unknown => (name in object.attrs ? object.attrs[name] : undefined);
const text = (object: Having, name: string): string | undefined => {
  const value = attribute(object, name), first = Array.isArray(value) ? value[0] : value;
  return typeof first === "string" ? plain(first) : undefined;
};
const whole = (object: Having, name: string): number | undefined => {
  const value = attribute(object, name), first = Array.isArray(value) ? value[0] : value;
  return typeof first === "bigint" || typeof first === "number" ? Number(first) : undefined;
};

function group_of(file: Group, name: string): Group | undefined {
  if (!file.keys.includes(name)) return undefined;
  const found = file.get(name);
  return found instanceof Group ? found : undefined;
}

function dataset_of(group: Group, name: string): Dataset {
  const found = group.keys.includes(name) ? group.get(name) : null;
  if (!(found instanceof Dataset)) throw new Error(reading.no_variable(name));
  return found;
}

const words = (group: Group, name: string) => Array.from(dataset_of(group, name).value, plain);
const wholes = (group: Group, name: string) => Array.from(dataset_of(group, name).value, Number);

/// A dimension's own variable, which is not a column.
const is_dimension = (variable: Dataset) => text(variable, "CLASS") === "DIMENSION_SCALE";

/// The variables of a group in the order in which they were made.
function variables(group: Group): [string, Dataset][] {
  return group.keys.flatMap((name): [string, Dataset][] => {
    const found = group.get(name);
    return found instanceof Dataset && !is_dimension(found) ? [[name, found]] : [];
  });
}

/// In digits. The reader's numbers are exact up to 2^53; a greater seed is read from the experiment that the file holds.
function seed_of(provenance: Group, config: string): string {
  const seed = attribute(provenance, "seed") ?? 0;
  return Number.isSafeInteger(seed) ? String(seed) : /^\[run\][^[]*?^seed\s*=\s*(\d+)/m.exec(config)?.[1] ?? String(seed);
}

function tables_of(file: Group): Head["tables"] {
  return wanted_tables.flatMap((name) => {
    const group = group_of(file, name);
    if (!group) return [];
    const columns = variables(group).filter(([column]) => !columns_of_run.includes(column)).map(([column, variable]) => {
      const labels = attribute(variable, "labels");
      return {name: column, unit: text(variable, "units") === "1" ? "" : text(variable, "units"), meaning: text(variable, "long_name"),
              labels: labels === undefined ? undefined : (Array.isArray(labels) ? labels : [labels]).map(plain)};
    });
    return [{name, meaning: text(group, "long_name"), columns}];
  });
}

export function read_head(file: File): Opened {
  const panel = group_of(file, "panel"), runs = group_of(file, "runs");
  if (!panel) throw new Error(reading.no_panel);
  if (!runs) throw new Error(reading.no_runs);
  const time = dataset_of(panel, "time");
  const points = wholes(panel, "point").length, provenance = group_of(file, "provenance"), design = group_of(file, "design");
  const columns = variables(panel).filter(([, variable]) => text(variable, "kind") !== undefined).map(([name, variable]) => ({
    name, unit: text(variable, "units"), meaning: text(variable, "long_name"), kind: text(variable, "kind"), measure: text(variable, "measure"),
    numerator: text(variable, "numerator"), denominator: text(variable, "denominator"), leading: text(variable, "leading"),
  }));
  const said = (name: string) => provenance && text(provenance, name);
  const config = provenance?.keys.includes("config") ? plain(dataset_of(provenance, "config").value) : "";
  const head: Head = {
    schema: whole(file, "schema"), title: text(file, "title"),
    program_version: said("program_version"), commit: said("commit"), model: said("model"), seed: provenance && seed_of(provenance, config), config,
    scenarios: words(panel, "scenario"), points, replicates: wholes(panel, "replicate").length,
    times: wholes(panel, "time"), interval: whole(time, "interval"), end: whole(time, "end"), time_unit: text(time, "units"),
    authorities: words(panel, "authority"), groups: words(panel, "group"), columns,
    design: design ? variables(design).map(([key, variable]) => ({key, values: design_values(variable)})) : [],
    tables: tables_of(file),
  };
  const size = [head.scenarios.length, points, head.replicates, head.times.length, head.authorities.length, head.groups.length];
  for (const {name} of columns)
    if (String(dataset_of(panel, name).shape) !== String(size)) throw new Error(reading.column_size(name));
  const done = wholes(runs, "completed").map((each) => each !== 0);
  if (done.length !== size[0] * size[1] * size[2]) throw new Error(reading.runs_size);
  return {head, done};
}

const design_values = (variable: Dataset) => Array.from(variable.value, (each) => (typeof each === "string" ? plain(each) : Number(each)));

/// The values of a file's runs. A column is unpacked once, when the first run is asked for.
export class Runs {
  private columns?: Float64Array[];
  private rows?: Map<string, number[]>[];  ///< of each table, by run

  constructor(private file: File, private head: Head) {}

  /// The runs of a scenario at a point: [replicate], each [time][authority][group][column], then the rows of its tables.
  of(scenario: number, point: number): HeldRun[] {
    const {head} = this, count = head.columns.length, cells = head.times.length * head.authorities.length * head.groups.length;
    this.columns ??= head.columns.map(({name}) => this.column(name, cells));
    this.rows ??= head.tables.map((table) => this.table(table));
    return Array.from({length: head.replicates}, (_, replicate) => {
      const first = ((scenario * head.points + point) * head.replicates + replicate) * cells;
      const tables = this.rows!.map((rows) => rows.get(`${scenario} ${point} ${replicate}`) ?? []);
      const sizes = [cells * count, ...tables.map((each) => each.length)];
      const numbers = new Float64Array(sizes.reduce((sum, each) => sum + each, 0));
      this.columns!.forEach((values, c) => {
        for (let cell = 0; cell < cells; ++cell) numbers[cell * count + c] = values[first + cell];
      });
      let at = sizes[0];
      for (const table of tables) {
        numbers.set(table, at);
        at += table.length;
      }
      return {numbers, sizes};
    });
  }

  private column(name: string, cells: number): Float64Array {
    const {head} = this, values = Float64Array.from(dataset_of(group_of(this.file, "panel")!, name).value as number[]);
    if (values.length !== head.scenarios.length * head.points * head.replicates * cells) throw new Error(reading.no_column(name));
    for (let i = 0; i < values.length; ++i)
      if (values[i] < missing_count) values[i] = NaN;
    return values;
  }

  private table({name, columns}: Head["tables"][number]): Map<string, number[]> {
    const group = group_of(this.file, name)!, runs = new Map<string, number[]>();
    const [scenario, point, replicate] = columns_of_run.map((each) => wholes(group, each));
    const values = columns.map((column) => wholes(group, column.name).map((value) => (value < (column.labels ? 0 : missing_count) ? NaN : value)));
    if (values.some((each) => each.length !== scenario.length)) throw new Error(reading.no_table(name));
    for (let row = 0; row < scenario.length; ++row) {
      const run = `${scenario[row]} ${point[row]} ${replicate[row]}`;
      if (!runs.has(run)) runs.set(run, []);
      for (const column of values) runs.get(run)!.push(column[row]);
    }
    return runs;
  }
}
