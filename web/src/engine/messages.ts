/// What page and workers say to each other.

export interface Call {
  call: string;
  [name: string]: unknown;
}

export type ToWorker =
    {id: number; kind: "start"; module: WebAssembly.Module; files: Record<string, string>} |
    {id: number; kind: "call"; request: Call; files?: Record<string, string>; numbers?: Float64Array; wants?: "numbers" | "bytes"};

export type FromWorker =
    {id: number; kind: "progress"; share: number} |
    {id: number; kind: "answer"; answer: any; numbers?: Float64Array; bytes?: Uint8Array} |
    {id: number; kind: "failed"; message: string};

export interface Problem {
  place: string;
  line: number;
  column: number;
  message: string;
}

/// What the engine says of a result: of runs that go on here, or of a file.
export interface ResultDoc {
  problems?: Problem[];
  title: string;
  model: string;
  seed: number;
  program_version: string;
  time_unit: string;
  replicates: number;
  scenarios: string[];
  points: number;
  point_labels: string[];
  times: number[];
  interval: number;
  groups: string[];
  authorities: string[];
  columns: ColumnDoc[];
  main: string[];
  toml: string;
}

/// What it says of an experiment that it has loaded.
export interface Loaded extends ResultDoc {
  months: number;
  spin_up: number;
  notes: string[];
  family_months: number;
}

export interface ColumnDoc {
  name: string;
  unit: string;
  meaning: string;
  kind: string;
  gathered?: string;
}

export interface ParameterDoc {
  key: string;
  type: string;
  unit: string;
  default: string;
  allowed: string;
  low: number | null;
  high: number | null;
  choices: string[];
  grade: "measured" | "contested" | "assumed" | "choice";
  source: string;
  meaning: string;
  monthly: boolean;
}

export interface Reference {
  model: string;
  parameters: ParameterDoc[];
  file: ParameterDoc[];
  columns: ColumnDoc[];
}

export interface ComparisonRow {
  scenario: string;
  baseline: string;
  point: number;
  group: string;
  metric: string;
  unit: string;
  pairs: number;
  baseline_mean: number | null;
  scenario_mean: number | null;
  difference: number | null;
  difference_low: number | null;
  difference_high: number | null;
  relative: number | null;
  exact: boolean;
  replicates_needed: number | null;
}

export interface Compared {
  problems?: Problem[];
  title: string;
  result: {comparisons: ComparisonRow[]; notes: string[]};
  csv: string;
  table: string;
}
