/// What an evaluation would have said of a run in which authorities adopt, beside what the twin knows: a table an outcome.
import {h, next_task, scrolled} from "../dom";
import type {Answers} from "../engine/engine";
import type {Loaded} from "../engine/messages";
import {no_number, words} from "../words/en";
import {against_others, before_after, matched, matches, significant, truth, two_way, type Estimate, type Sample, type Table} from "./designs";

const say = words.evaluation;

/// In thousandths of the families where they count families or what happens to them.
const outcomes: {column: keyof typeof say.outcomes; recorded: boolean; shown: boolean}[] = [
  {column: "referrals", recorded: true, shown: true}, {column: "referral_findings", recorded: true, shown: false},
  {column: "findings", recorded: true, shown: true}, {column: "open_cases", recorded: true, shown: true}, {column: "need", recorded: false, shown: true},
];

export async function evaluation(home: Answers, loaded: Loaded, scenario: string): Promise<HTMLElement> {
  const place = loaded.scenarios.indexOf(scenario);
  if (place < 1 || loaded.authorities.length < 3) return h("p", {class: "problem"}, say.cannot);
  const columns = new Map<string, Float64Array[]>();
  for (const name of ["families", "in_use", ...outcomes.map((each) => each.column)]) {
    const by_authority: Float64Array[] = [];
    for (const authority of loaded.authorities.slice(1)) by_authority.push((await home.call({call: "column", name, authority}, {wants: "numbers"})).numbers);
    columns.set(name, by_authority);
  }
  const quarters = loaded.times.length;
  const table = (name: string, s: number, r: number): Table => columns.get(name)!.map((numbers) => {
    const first = (s * loaded.points * loaded.replicates + r) * quarters;
    return Array.from(numbers.subarray(first, first + quarters));
  });
  const shares = (name: string, s: number, r: number): Table => {
    const families = table("families", s, r);
    return table(name, s, r).map((row, a) => row.map((x, t) => (1000 * x) / families[a][t]));
  };
  // A run that failed has no values, and so no twin.
  const replicates = Array.from({length: loaded.replicates}, (_, r) => r).filter((r) => [place, 0].every((s) => !Number.isNaN(table("families", s, r)[0][0])));
  const launches = replicates.map((r) => table("in_use", place, r).map((row) => {
    const start = row.findIndex((x) => x > 0);
    return start < 0 ? Infinity : start;
  }));
  const pairs = replicates.map((r, i) => matches(outcomes.filter((each) => each.recorded).map(({column}) => shares(column, place, r)), launches[i]));
  const out = h("div", {}, h("p", {class: "compared"}, say.title(scenario, loaded.scenarios[0], launches[0]?.filter(Number.isFinite).length ?? 0, loaded.authorities.length - 1, replicates.length)));
  for (const {column, shown} of outcomes) {
    if (!shown) continue;
    await next_task();
    const samples = replicates.map((r, i): Sample => ({seen: shares(column, place, r), twin: shares(column, 0, r), launch: launches[i]}));
    const truths = samples.map(truth);
    const designs: [string, (Estimate | undefined)[]][] = [
      [say.before_after, samples.map(({seen, launch}) => before_after(seen, launch))],
      [say.matched, samples.map(({seen, launch}, i) => matched(seen, launch, pairs[i]))],
      [say.against_others, samples.map(({seen, launch}) => against_others(seen, launch))],
      [say.two_way, samples.map(({seen, launch}) => two_way(seen, launch))],
    ];
    out.append(scrolled(`${scenario}: ${say.outcomes[column]}`,
      h("table", {class: "evaluation", "data-column": column}, h("caption", {}, say.outcomes[column]),
        h("thead", {}, h("tr", {}, ...[say.design, say.estimate, say.error, say.truth, say.bias, say.power].map((each) => h("th", {scope: "col"}, each)))),
        h("tbody", {}, ...designs.map(([name, estimates]) => row(name, estimates, truths))))));
  }
  out.append(h("p", {class: "note"}, say.legend), h("p", {class: "note"}, say.four_of_eight));
  return out;
}

const mean = (values: number[]) => values.reduce((sum, each) => sum + each, 0) / values.length;
const written = (x: number) => (Number.isFinite(x) ? (x > 0 ? "+" : "") + x.toFixed(2).replace("-", "\u2212") : no_number);

function row(name: string, estimates: (Estimate | undefined)[], truths: number[]): HTMLElement {
  const given = estimates.flatMap((each, r) => (each && Number.isFinite(truths[r]) ? [{...each, truth: truths[r]}] : []));
  const value = mean(given.map((each) => each.value)), true_value = mean(given.map((each) => each.truth));
  return h("tr", {}, h("th", {scope: "row"}, name), h("td", {}, written(value)), h("td", {}, written(mean(given.map((each) => each.error))).replace("+", "")),
    h("td", {}, written(true_value)), h("td", {}, written(value - true_value)), h("td", {}, say.of(given.filter(significant).length, given.length)));
}
