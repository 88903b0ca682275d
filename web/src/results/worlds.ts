/// A result of many worlds: in how many which policy is better, by how much, and what decides it. As `robust` says it.
import {button, download, h, labelled, readable, scrolled, select} from "../dom";
import type {Answers} from "../engine/engine";
import type {HalfPrior, ResultDoc, Robust, RobustRow} from "../engine/messages";
import {no_number, words} from "../words/en";
import {type Looked, printed, problem_of} from "./parts";

const say = words.worlds;

export function worlds_part(home: Answers, doc: ResultDoc, looked: Looked, name_of_file: (end: string) => string) {
  const shown = h("div");
  let metric = "", more = false, worlds: string | undefined, csv = "", json = "", turn = 0;

  async function show() {
    const mine = ++turn;
    const {answer} = await home.call(
        {call: "robust", baseline: looked.baseline, group: looked.group, authority: looked.authority, first: looked.first, end: looked.end,
         columns: metric ? [metric + (more ? ":most" : ":least")] : [], worlds: worlds === undefined ? "" : "the worlds"},
        {files: worlds === undefined ? {} : {"the worlds": worlds}});
    if (mine !== turn) return;
    const found = answer as Robust;
    csv = found.csv ?? "";
    json = found.result ? JSON.stringify(found.result, null, 2) : "";
    shown.replaceChildren(found.problems ? problem_of(found.problems) : told(found));
  }
  const direction = select([["less", say.less_is_better], ["more", say.more_is_better]], "less", (value) => {
    more = value === "more";
    void show();
  });
  direction.disabled = true;
  const file = h("input", {type: "file", accept: ".toml", onchange: () => void (async () => {
    worlds = await file.files?.[0]?.text();
    await show();
  })()});
  const part = h("section", {class: "worlds"}, h("h3", {}, say.heading), h("p", {}, say.lead),
      h("div", {class: "bar choices"},
        labelled(say.metric, select([["", say.main], ...doc.columns.map(({name}): [string, string] => [name, name])], "", (value) => {
          metric = value;
          direction.disabled = value === "";
          void show();
        })),
        labelled(say.better, direction), labelled(say.file, file)),
      shown,
      h("div", {class: "bar"}, button(say.export_csv, () => download(name_of_file("_worlds.csv"), "text/csv", csv)),
        button(say.export_json, () => download(name_of_file("_worlds.json"), "application/json", json))));
  return {part, show};
}

function told(found: Robust): HTMLElement {
  const metrics = [...new Set(found.result.comparisons.map((row) => row.metric))];
  return h("div", {}, ...metrics.map((metric) => of_metric(found, metric)), informed(found), printed(found.table));
}

function of_metric(found: Robust, metric: string): HTMLElement {
  const rows = found.result.comparisons.filter((row) => row.metric === metric), first = rows[0];
  const all = found.result.by_world.find((each) => each.metric === metric)!;
  const base = all.policies.find((each) => each.scenario === first.baseline)!;
  const weighted = rows.some((row) => row.weighted_less !== null);
  const head = [say.policy, say.median, say.range, say.less, say.more, say.untold, ...(weighted ? [say.weighted] : []), say.best, say.regret, say.regret_most];
  const line = (name: string, cells: (string | number)[]) => h("tr", {}, h("th", {scope: "row"}, name), ...cells.map((each) => h("td", {}, each)));
  const table = scrolled(`${say.heading}: ${metric}`, h("table", {},
    h("caption", {}, say.caption(metric, first.unit, first.baseline, first.worlds, readable(first.margin), all.better === "more")),
    h("thead", {}, h("tr", {}, ...head.map((each) => h("th", {scope: "col"}, each)))),
    h("tbody", {},
      line(first.baseline, ["\u2013", "\u2013", "\u2013", "\u2013", "\u2013", ...(weighted ? ["\u2013"] : []), base.best, readable(base.regret_90), readable(base.regret_most)]),
      ...rows.map((row) => line(row.scenario, [
        readable(row.median), `[${readable(row.low)}, ${readable(row.high)}]`, row.less, row.more, row.not_told_apart,
        ...(weighted ? [row.weighted_less === null ? no_number : `${percent(row.weighted_less)}, ${percent(row.weighted_more)}`] : []),
        row.best, readable(row.regret_90), readable(row.regret_most)])))));
  return h("section", {}, h("h4", {}, metric), ...rows.map((row) => shares(row, all.better === "more")), table,
           rows[0].missing > 0 && h("p", {class: "note"}, say.missing(rows[0].missing)),
           h("h5", {}, say.deciders), h("p", {class: "note"}, say.deciders_lead), ...rows.map(deciders));
}

const percent = (share: number | null) => (share === null ? no_number : `${Math.round(100 * share)} %`);

/// How many of the worlds say what, as a bar with its words beside it.
function shares(row: RobustRow, more: boolean): HTMLElement {
  const parts: [string, number, string][] = [["less", row.less, more ? "worse" : "better"], ["untold", row.not_told_apart, "untold"], ["more", row.more, more ? "better" : "worse"]];
  return h("div", {class: "shares"}, h("p", {}, say.shares(row.scenario, row.baseline, row.less, row.more, row.not_told_apart, row.worlds)),
    h("div", {class: "share-bar", "aria-hidden": "true"}, ...parts.filter(([, count]) => count > 0).map(([, count, kind]) =>
      h("span", {class: kind, style: `flex-grow: ${count}`}, count))));
}

function deciders(row: RobustRow): HTMLElement {
  const beyond = row.parameters.filter((each) => each.beyond_chance), {box, sensitivity} = row;
  return h("div", {}, h("h6", {}, row.scenario),
    beyond.length === 0 ? h("p", {}, say.no_decider) :
    scrolled(`${say.deciders}: ${row.metric}, ${row.scenario}`, h("table", {},
      h("thead", {}, h("tr", {}, ...[say.parameter, say.correlation, say.explained, say.value].map((each) => h("th", {scope: "col"}, each)))),
      h("tbody", {}, ...beyond.map((each) => h("tr", {}, h("th", {scope: "row"}, each.parameter), h("td", {}, signed(each.rank_correlation)),
        h("td", {}, percent(each.spread_explained)), h("td", {}, readable(each.value_of_knowing))))))),
    box && h("p", {}, say.box(box.answer, percent(box.density), box.worlds,
      box.sides.map((side) => say.side(side.parameter, side.low === null ? null : readable(side.low), side.high === null ? null : readable(side.high))), percent(box.coverage))),
    sensitivity && sensitivity.lowest_with_half_a_prior && sensitivity.highest_with_half_a_prior &&
      h("p", {}, halves(sensitivity.lowest_with_half_a_prior, sensitivity.highest_with_half_a_prior)));
}

/// The halves of priors that say something.
function halves(low: HalfPrior, high: HalfPrior): string {
  if (low.beyond_chance && high.beyond_chance) return say.halves(percent(low.share), low.parameter, percent(high.share), high.parameter);
  const one = low.beyond_chance ? low : high.beyond_chance ? high : null;
  return one === null ? say.no_half : say.half(percent(one.share), one.parameter);
}

const signed = (x: number | null) => (x === null ? no_number : `${x > 0 ? "+" : ""}${readable(x)}`);

function informed(found: Robust): HTMLElement | null {
  const all = Object.entries(found.result.informed);
  if (all.length === 0) return null;
  const names = (which: boolean) => all.filter(([, is]) => is === which).map(([name]) => name).join(", ") || say.none;
  return h("section", {}, h("h4", {}, say.informed), h("p", {}, say.informed_by(names(true))), h("p", {}, say.not_informed(names(false))));
}
