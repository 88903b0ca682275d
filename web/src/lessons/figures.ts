/// The figures that the sheets ask for, with the numbers that those of the analysis have.
import {lines_figure, type Series} from "../charts/lines";
import {points_figure, type Spread} from "../charts/points";
import {h, next_task} from "../dom";
import type {Engine} from "../engine/engine";
import type {Compared, Loaded} from "../engine/messages";
import {words} from "../words/en";
import type {FiguresCommand} from "./commands";

const say = words.figures;

/// Finished runs, and the engine that holds them.
export interface Done {
  home: Engine;
  loaded: Loaded;
}

/// Figures that are drawn when they are asked for.
type Drawn = (done: Done) => Promise<(() => HTMLElement)[]>;

/// Draws into a place on the page, one after the other, so that the page answers in between.
export async function figures(done: Done, command: FiguresCommand, room: HTMLElement) {
  for (const name of command.only) {
    room.append(h("p", {class: "figure-name"}, h("code", {}, `${name}.png`)));
    const drawn = await (drawings[name] ?? over_time(done.loaded.main.slice(0, 2)))(done);
    if (drawn.length === 0) room.append(h("p", {class: "note"}, say.cannot));
    for (const draw of drawn) {
      await next_task();
      room.append(draw());
    }
  }
}

const deciles = Array.from({length: 10}, (_, i) => i + 1), decile_groups = deciles.map((each) => `decile_${each}`);

interface Gathered {
  of: (window: number, scenario: number, group: number) => Spread;
  windows: string[];
}

/// A column over windows, by group, in hundredths: mean and interval over the replicates.
async function in_hundredths({home, loaded}: Done, request: {name: string; groups?: string[]; share?: boolean; windows?: [number, number][]}): Promise<Gathered> {
  const {answer, numbers} = await home.call({call: "gathered", ...request}, {wants: "numbers"});
  if (answer.problems) throw new Error(answer.problems[0].message);
  const groups = request.groups?.length ?? 1;
  return {
    windows: answer.windows,
    of: (window, scenario, group) => {
      const at = ((window * loaded.scenarios.length + scenario) * groups + group) * 3;
      return [100 * numbers[at], 100 * numbers[at + 1], 100 * numbers[at + 2]];
    },
  };
}

const series_of = (name: string, spreads: Spread[]): Series =>
  ({name, values: spreads.map(([mean]) => mean), low: spreads.map(([, low]) => low), high: spreads.map(([, , high]) => high)});
const is_there = (each: Series) => each.values.some(Number.isFinite);
const highest = (all: Series[]) => Math.max(0, ...all.flatMap((each) => [...each.values, ...(each.high ?? [])]).filter(Number.isFinite));

/// A panel a scenario, all to one scale: the truth and what the records show of it, by decile.
async function by_decile(done: Done, truth: Gathered, records: Gathered, names: [string, string], unit: string, title: (scenario: string) => string,
                         note: (truth: Series, records: Series) => string): Promise<(() => HTMLElement)[]> {
  const panels = done.loaded.scenarios.map((scenario, s) => ({
    scenario, series: [truth, records].map((each, i) => series_of(names[i], deciles.map((_, g) => each.of(0, s, g)))),
  })).filter(({series}) => series.every(is_there));
  const most = highest(panels.flatMap(({series}) => series));
  return panels.map(({scenario, series}) => () => lines_figure({title: title(scenario), unit, x: deciles, series, include: [0, most], x_label: say.decile,
                                                          ticks: deciles, note: note(series[0], series[1])}));
}

const times_as_much = ({values}: Series) => (values[values.length - 1] / values[0]).toFixed(1);

const prevalence_by_decile: Drawn = async (done) => {
  const {months} = done.loaded, windows: [number, number][] = [[Math.max(0, months - 12), months]];
  const truth = await in_hundredths(done, {name: "prevalence_true", groups: decile_groups, windows});
  const records = await in_hundredths(done, {name: "prevalence_recorded", groups: decile_groups, windows});
  return by_decile(done, truth, records, [say.need, say.open_case], say.percent_of_families, say.prevalence,
                   (need, cases) => `${say.steepness(times_as_much(need), times_as_much(cases))} ${say.over(truth.windows[0])}`);
};

const flags_by_decile: Drawn = async (done) => {
  const need = await in_hundredths(done, {name: "need", groups: decile_groups, share: true});
  const flags = await in_hundredths(done, {name: "flags", groups: decile_groups, share: true});
  return by_decile(done, need, flags, [say.share_of_need, say.share_of_flags], say.percent_of_all, say.flags, () => say.over(need.windows[0]));
};

/// Precision by the year in which the flag was made: the records know it a horizon later.
const model_precision: Drawn = async (done) => {
  const {home, loaded} = done;
  const {answer} = await home.call({call: "settings", keys: ["programme.start", "risk.horizon"]});
  const start = Number(answer.values["programme.start"][0]), horizons = new Set<number>(answer.values["risk.horizon"]);
  const late = horizons.size === 1 ? [...horizons][0] : 0;
  const years = (from: number) => Array.from({length: Math.max(0, Math.floor((loaded.months - from) / 12))}, (_, y): [number, number] => [from + 12 * y, from + 12 * y + 12]);
  const judged = years(start + late), all = years(start);
  if (judged.length === 0) return [];
  const records = await in_hundredths(done, {name: "precision_recorded", windows: judged});
  const truth = await in_hundredths(done, {name: "precision_true", windows: all});
  const none: Spread = [NaN, NaN, NaN], x = all.map((_, y) => y + 1);
  const panels = loaded.scenarios.map((scenario, s) => ({
    scenario,
    series: [series_of(say.need, all.map((_, y) => truth.of(y, s, 0))), series_of(say.finding_followed, all.map((_, y) => (y < judged.length ? records.of(y, s, 0) : none)))],
  })).filter(({series}) => series.some(is_there));
  const most = highest(panels.flatMap(({series}) => series));
  return panels.map(({scenario, series}) => () => lines_figure({title: say.precision(scenario), unit: say.percent_of_flags, x, series, include: [0, most], x_label: say.year,
                                                          ticks: x, note: say.by_year}));
};

const trust_travels: Drawn = async ({home, loaded}) => {
  const {answer, numbers} = await home.call({call: "trust_apart"}, {wants: "numbers"});
  if (answer.problems) throw new Error(answer.problems[0].message);
  const start = (await home.call({call: "settings", keys: ["programme.start"]})).answer.values["programme.start"][0] as number;
  const count = loaded.times.length;
  const panels = (answer.scenarios as string[]).map((scenario, s) => ({
    scenario,
    series: [say.never_visited, say.visited].map((name, v) => series_of(name, loaded.times.map((_, t): Spread => {
      const at = ((2 * s + v) * count + t) * 3;
      return [numbers[at], numbers[at + 1], numbers[at + 2]];
    }))),
  }));
  const least = Math.min(0, ...panels.flatMap(({series}) => series.flatMap(({low, values}) => [...(low ?? []), ...values])).filter(Number.isFinite));
  return panels.map(({scenario, series}) => () => lines_figure({title: say.trust_apart(scenario), unit: say.change_of_trust, x: loaded.times, series, include: [least, 0],
                                                          marks: [{x: start, text: say.programme_starts}], note: say.against_itself}));
};

/// Every run a line: what a mean hides.
const single_runs: Drawn = async ({home, loaded}) => {
  const doc = loaded.columns.find((each) => each.name === "share_a") ?? loaded.columns[0], count = loaded.times.length;
  const {numbers} = await home.call({call: "column", name: doc.name}, {wants: "numbers"});
  return loaded.scenarios.map((scenario, s) => () => {
    const series: Series[] = Array.from({length: loaded.replicates}, (_, r) =>
      ({name: words.chart.run(r + 1), values: loaded.times.map((_, t) => numbers[(s * loaded.replicates + r) * count + t])}));
    return lines_figure({title: `${scenario}: ${doc.name}`, unit: doc.unit, x: loaded.times, series, include: [0, 1], x_label: unit_of_time(loaded), runs: true});
  });
};

const unit_of_time = ({time_unit}: Loaded) => time_unit[0].toUpperCase() + time_unit.slice(1);

/// Columns over time, a line a scenario; or their differences from the first one.
function over_time(columns: string[], difference = false): Drawn {
  return async ({home, loaded}) => {
    const out: (() => HTMLElement)[] = [], offset = difference ? 3 : 0, count = loaded.times.length;
    for (const name of columns) {
      const doc = loaded.columns.find((each) => each.name === name);
      if (!doc) continue;
      const {answer, numbers} = await home.call({call: "curves", name}, {wants: "numbers"});
      if (answer.problems) continue;
      const series = loaded.scenarios.flatMap((scenario, s): Series[] => (difference && s === 0 ? [] : [series_of(scenario, loaded.times.map((_, t): Spread => {
        const at = (s * count + t) * 6 + offset;
        return [numbers[at], numbers[at + 1], numbers[at + 2]];
      }))]));
      out.push(() => lines_figure({title: difference ? `${name}: ${words.results.difference_from(loaded.scenarios[0])}` : name, unit: doc.unit, x: loaded.times, series,
                             include: difference ? [0] : [], x_label: unit_of_time(loaded), note: doc.meaning}));
    }
    return out;
  };
}

const trade_off: Drawn = async ({home, loaded}) => {
  const {answer} = await home.call({call: "compare", columns: ["harm", "trust"], points: [0]});
  const {problems, result, title} = answer as Compared;
  if (problems) throw new Error(problems[0].message);
  const turned = (scenario: string, metric: string): Spread => {
    const row = result.comparisons.find((each) => each.scenario === scenario && each.metric === metric)!;
    const of = (x: number | null) => (x === null ? NaN : -x);
    return [of(row.difference), of(row.difference_high), of(row.difference_low)];
  };
  const unit = (metric: string) => result.comparisons.find((each) => each.metric === metric)?.unit ?? "";
  const [baseline, ...others] = loaded.scenarios, zero: Spread = [0, NaN, NaN];
  return [() => points_figure({title: say.trade_off, x_label: say.trust_lost(unit("trust")), y_label: say.harm_averted(unit("harm")), note: say.trade_off_note(baseline, title),
                         points: [{name: baseline, x: zero, y: zero}, ...others.map((name) => ({name, x: turned(name, "trust"), y: turned(name, "harm")}))]})];
};

const drawings: Record<string, Drawn> = {
  single_runs, prevalence_by_decile, flags_by_decile, model_precision, trust_travels, trade_off,
  differences_over_time: over_time(["programme_visits", "trust", "known", "avoided_share"], true),
};
