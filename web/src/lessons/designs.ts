/// The four evaluation designs that compare authorities as wholes, and what the twin knows, with the numbers of `./dev
/// evaluate`: before and after, matched, adopters against others, two-way fixed effects. Standard errors are robust to any
/// dependence within an authority. docs/how_to/evaluate.md says what each assumes.

/// [authority][quarter]
export type Table = number[][];

export interface Estimate {
  value: number;
  error: number;
  freedom: number;
}

/// One replicate as the evaluator sees it, the same without the programme, and the quarter in which each authority began
/// (Infinity: never).
export interface Sample {
  seen: Table;
  twin: Table;
  launch: number[];
}

const before = 4;  // quarters before the launch that count as "before"

const sum = (values: number[]) => values.reduce((total, each) => total + each, 0);
const mean = (values: number[]) => sum(values) / values.length;
const places = (launch: number[], adopts: boolean) => launch.flatMap((start, a) => (Number.isFinite(start) === adopts ? [a] : []));

/// A weighted mean; its error allows for dependence within each cluster. `clustered` counts degrees of freedom by clusters.
function weighted_mean(values: number[], weights: number[], clusters: number[], clustered: boolean): Estimate | undefined {
  const n = values.length, total = sum(weights), value = sum(values.map((x, i) => x * weights[i])) / total;
  const scores = new Map<number, number>();
  values.forEach((x, i) => scores.set(clusters[i], (scores.get(clusters[i]) ?? 0) + weights[i] * (x - value)));
  const groups = scores.size, squares = sum([...scores.values()].map((each) => each * each));
  if (groups < 2) return undefined;
  const correction = clustered ? groups / (groups - 1) : n / (n - 1);
  return {value, error: Math.sqrt(correction * squares) / total, freedom: (clustered ? groups : n) - 1};
}

export function before_after(y: Table, launch: number[]): Estimate | undefined {
  const adopters = places(launch, true).filter((a) => launch[a] > 0);
  if (adopters.length < 2) return undefined;
  const changes = adopters.map((a) => mean(y[a].slice(launch[a])) - mean(y[a].slice(Math.max(0, launch[a] - before), launch[a])));
  return weighted_mean(changes, adopters.map((a) => y[a].length - launch[a]), adopters, false);
}

/// For each adopter, the authority that never adopts and was most like it on the records in the year before.
export function matches(records: Table[], launch: number[]): Map<number, number> {
  const never = places(launch, false), found = new Map<number, number>();
  for (const adopter of places(launch, true)) {
    const start = launch[adopter];
    if (start === 0 || never.length === 0) continue;
    const means = launch.map((_, a) => records.map((one) => mean(one[a].slice(Math.max(0, start - before), start))));
    const scale = records.map((_, k) => {
      const column = means.map((row) => row[k]), middle = mean(column);
      return Math.sqrt(mean(column.map((x) => (x - middle) ** 2))) || 1;
    });
    let nearest = never[0], least = Infinity;
    for (const other of never) {
      const distance = sum(means[other].map((x, k) => ((x - means[adopter][k]) / scale[k]) ** 2));
      if (distance < least) [nearest, least] = [other, distance];
    }
    found.set(adopter, nearest);
  }
  return found;
}

export function matched(y: Table, launch: number[], pairs: Map<number, number>): Estimate | undefined {
  if (pairs.size < 2) return undefined;
  const all = [...pairs];
  const apart = all.map(([adopter, other]) => mean(y[adopter].slice(launch[adopter]).map((x, t) => x - y[other][launch[adopter] + t])));
  return weighted_mean(apart, all.map(([adopter]) => y[adopter].length - launch[adopter]), all.map(([, other]) => other), true);
}

export function against_others(y: Table, launch: number[]): Estimate | undefined {
  const adopters = places(launch, true), others = places(launch, false);
  if (adopters.length === 0 || others.length === 0) return undefined;
  const kept: {a: number; value: number; treated: boolean; weight: number}[] = [];
  for (let t = 0; t < y[0].length; ++t) {
    const in_use = adopters.filter((a) => t >= launch[a]);
    for (const a of in_use) kept.push({a, value: y[a][t], treated: true, weight: 1});
    // Those who never adopt count in each quarter as much as those in use, so that the effect is that on the treated.
    if (in_use.length > 0) for (const a of others) kept.push({a, value: y[a][t], treated: false, weight: in_use.length / others.length});
  }
  const side = (treated: boolean) => {
    const rows = kept.filter((each) => each.treated === treated), weight = sum(rows.map((each) => each.weight));
    return {weight, mean: sum(rows.map((each) => each.weight * each.value)) / weight};
  };
  const with_it = side(true), without = side(false), scores = new Map<number, number>();
  for (const {a, value, treated, weight} of kept) {
    const own = treated ? with_it : without;
    scores.set(a, (scores.get(a) ?? 0) + ((treated ? 1 : -1) * weight * (value - own.mean)) / own.weight);
  }
  const groups = scores.size, n = kept.length;
  const correction = (groups / (groups - 1)) * ((n - 1) / (n - 2));
  return {value: with_it.mean - without.mean, error: Math.sqrt(correction * sum([...scores.values()].map((each) => each * each))), freedom: groups - 1};
}

/// Without the means of authorities and quarters.
function within(values: Table): Table {
  const of_authority = values.map(mean), of_quarter = values[0].map((_, t) => mean(values.map((row) => row[t]))), all = mean(of_authority);
  return values.map((row, a) => row.map((x, t) => x - of_authority[a] - of_quarter[t] + all));
}

export function two_way(y: Table, launch: number[]): Estimate | undefined {
  const varied = within(y.map((row, a) => row.map((_, t) => (t >= launch[a] ? 1 : 0)))), outcome = within(y);
  const squares = sum(varied.map((row) => sum(row.map((x) => x * x))));
  if (!(squares > 1e-9)) return undefined;
  const value = sum(varied.map((row, a) => sum(row.map((x, t) => x * outcome[a][t])))) / squares;
  const scores = varied.map((row, a) => sum(row.map((x, t) => x * (outcome[a][t] - value * x))));
  const groups = y.length;
  return {value, error: Math.sqrt((groups / (groups - 1)) * sum(scores.map((each) => each * each))) / squares, freedom: groups - 1};
}

/// The mean effect on those who adopted, over the quarters in which it was in use: what only the twin can say.
export function truth({seen, twin, launch}: Sample): number {
  return mean(seen.flatMap((row, a) => row.flatMap((x, t) => (t >= launch[a] ? [x - twin[a][t]] : []))));
}

/// Whether an estimate is called significant: |t| beyond the 97.5 % quantile of Student's distribution.
export function significant({value, error, freedom}: Estimate): boolean {
  if (!(error > 1e-12 * Math.max(1, Math.abs(value)))) return false;
  return beyond(Math.abs(value) / error, freedom) < 0.025;
}

/// The chance of more than t under Student's distribution, by Simpson's rule on the angle: t = sqrt(n) tan(u).
function beyond(t: number, freedom: number): number {
  const from = Math.atan(t / Math.sqrt(freedom)), area = (low: number) => {
    const steps = 2000, width = (Math.PI / 2 - low) / steps;
    let total = 0;
    for (let i = 0; i <= steps; ++i) total += (i === 0 || i === steps ? 1 : i % 2 ? 4 : 2) * Math.cos(low + i * width) ** (freedom - 1);
    return (total * width) / 3;
  };
  return area(from) / (2 * area(0));
}
