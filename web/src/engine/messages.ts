/// What page and workers say to each other.
import type {EngineText} from "../packing";

export interface Call {
  call: string;
  [name: string]: unknown;
}

export type ToWorker =
    {id: number; kind: "compile"; engine: EngineText} |
    {id: number; kind: "start"; module: WebAssembly.Module; files: Record<string, string>} |
    {id: number; kind: "call"; request: Call; files?: Record<string, string>; numbers?: Float64Array; wants?: "numbers" | "bytes"};

export type FromWorker =
    {id: number; kind: "progress"; share: number} |
    {id: number; kind: "searching"; at: SearchPlace} |
    {id: number; kind: "answer"; answer: any; numbers?: Float64Array; bytes?: Uint8Array} |
    {id: number; kind: "failed"; message: string; out_of_memory: boolean};

/// Where a search for equal money is: which match of how many, and its how many-th set of small runs of at most how many.
export interface SearchPlace {
  match: number;
  matches: number;
  trial: number;
  most: number;
}

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
  design_keys: string[];
  point_values: string[][];  ///< [point][key], as TOML has them
  times: number[];
  interval: number;
  groups: string[];
  authorities: string[];
  design: "" | "worlds" | "sensitivity";
  tables: string[];
  columns: ColumnDoc[];
  main: string[];
  toml: string;
}

/// What it says of an experiment that it has loaded.
export interface Loaded extends ResultDoc {
  months: number;
  spin_up: number;
  notes: string[];
  matches: boolean;
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
  type: "flag" | "whole" | "real" | "text" | "choice" | "optional_real" | "reals" | "texts" | "map";
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

/// Policies in order, as `compare --rank` has it.
export interface Ranked {
  problems?: Problem[];
  columns: {name: string; most: boolean}[];
  limits: {name: string; at_most: number}[];
  rows: {scenario: string; rank: number; points: number; ranks: number[]; ranks_have_intervals: boolean[]; within: boolean; within_certain: boolean;
         outcomes: (number | null)[]; held: (number | null)[]; kept: boolean[]; kept_certain: boolean[]}[];
  table: string;
}

export interface Compared {
  problems?: Problem[];
  title: string;
  result: {comparisons: ComparisonRow[]; notes: string[]};
  csv: string;
  table: string;
}

type Maybe = number | null;

export interface RobustRow {
  metric: string;
  unit: string;
  scenario: string;
  baseline: string;
  worlds: number;
  missing: number;
  margin: Maybe;
  less: number;
  more: number;
  not_told_apart: number;
  weighted_less: Maybe;
  weighted_more: Maybe;
  median: Maybe;
  low: Maybe;
  high: Maybe;
  best: number;
  regret_90: Maybe;
  regret_most: Maybe;
  parameters: {parameter: string; rank_correlation: Maybe; spread_explained: Maybe; value_of_knowing: Maybe; beyond_chance: boolean}[];
  box: {answer: "less" | "more" | "not less" | "not more"; coverage: number; density: number; worlds: number; sides: {parameter: string; low: Maybe; high: Maybe}[]} | null;
  sensitivity: {lowest_with_half_a_prior: HalfPrior | null; highest_with_half_a_prior: HalfPrior | null} | null;
}

export interface HalfPrior {
  parameter: string;
  half: string;
  share: number;
  beyond_chance: boolean;
}

export interface Robust {
  problems?: Problem[];
  result: {
    comparisons: RobustRow[];
    informed: Record<string, boolean>;
    by_world: {metric: string; better: string; policies: {scenario: string; best: number; regret_90: Maybe; regret_most: Maybe}[]}[];
  };
  csv: string;
  table: string;
}

export interface SensitivityRow {
  parameter: string;
  first?: Maybe;
  first_low?: Maybe;
  first_high?: Maybe;
  total?: Maybe;
  total_low?: Maybe;
  total_high?: Maybe;
  mu?: Maybe;
  mu_low?: Maybe;
  mu_high?: Maybe;
  mu_star?: Maybe;
  mu_star_low?: Maybe;
  mu_star_high?: Maybe;
  sigma?: Maybe;
  ordered?: boolean;
}

export interface Sensitivities {
  problems?: Problem[];
  result: {
    method: string;
    sensitivities: {scenario: string; baseline: string | null; group: string; metric: string; unit: string; parameters: SensitivityRow[]}[];
    notes: string[];
  };
  csv: string;
  table: string;
}

export interface Card {
  scenario: string;
  month: number;
  group: string;
  metric: string;
  unit: string;
  meaning: string;
  recorded: Maybe;
  recorded_low: Maybe;
  recorded_high: Maybe;
  true: Maybe;
  true_low: Maybe;
  true_high: Maybe;
  gap: Maybe;
  gap_low: Maybe;
  gap_high: Maybe;
}

export interface Cards {
  problems?: Problem[];
  cards: Card[];
  csv: string;
}
