/// What the engine says of the street each month, read out of its bytes (web/engine/street.hpp).

export interface Layout {
  families: number;
  state_bytes: number;
  policies: string[];
  columns: {name: string; unit: string; meaning: string}[];
  neighbourhood: number[];
  decile: number[];
}

/// A family under one policy in one month.
export interface Family {
  in_need: boolean;
  harmed: boolean;
  visited: boolean;
  unwarranted: boolean;
  flagged_this_year: boolean;
  known: boolean;
  light: number;  ///< 0 to 1
  trust: number;  ///< log-odds
}

export class States {
  constructor(private bytes: Uint8Array, private layout: Layout) {}

  family(policy: number, family: number): Family {
    const at = (policy * this.layout.families + family) * this.layout.state_bytes;
    const month = this.bytes[at + 3], now = this.bytes[at + 4];
    return {
      in_need: (month & 1) !== 0,
      harmed: (month & 2) !== 0,
      visited: (month & 8) !== 0,
      unwarranted: (month & 16) !== 0,
      flagged_this_year: (now & 2) !== 0,
      known: (now & 1) !== 0,
      light: this.bytes[at + 1] / 255,
      trust: (this.bytes[at + 2] - 128) / 32,
    };
  }
}

/// A month's totals of a policy, by column.
export type Totals = Record<string, number>;

export function totals_of(layout: Layout, all: number[], policy: number): Totals {
  const out: Totals = {};
  layout.columns.forEach((column, c) => (out[column.name] = all[policy * layout.columns.length + c]));
  return out;
}

/// Columns that are sums over the months; the others say how it is now.
export const summed = new Set(["flags", "flags_in_need", "visits", "findings", "unwarranted_visits", "deterred", "harm", "harm_unseen"]);
