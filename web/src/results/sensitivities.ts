/// A result of a morris or saltelli design: which parameters matter to which outcome. As `sensitivity` says it.
import {button, download, h, labelled, readable, scrolled, select} from "../dom";
import type {Answers} from "../engine/engine";
import type {ResultDoc, Sensitivities, SensitivityRow} from "../engine/messages";
import {words} from "../words/en";
import {type Looked, printed, problem_of} from "./parts";

const say = words.sensitivities;

export function sensitivities_part(home: Answers, doc: ResultDoc, looked: Looked, name_of_file: (end: string) => string) {
  const shown = h("div");
  let metric = "", scenario = "", level = false, csv = "", json = "", turn = 0;

  async function show() {
    const mine = ++turn;
    // The baseline is named only where there is a difference to take from it.
    const from = level || doc.scenarios.length < 2 || scenario === looked.baseline ? "" : looked.baseline;
    const {answer} = await home.call({call: "sensitivity", baseline: from, scenario, columns: metric ? [metric] : [], groups: [looked.group],
                                      authority: looked.authority, first: looked.first, end: looked.end, level});
    if (mine !== turn) return;
    const found = answer as Sensitivities;
    csv = found.csv ?? "";
    json = found.result ? JSON.stringify(found.result, null, 2) : "";
    shown.replaceChildren(found.problems ? problem_of(found.problems) : told(found));
  }
  const tick = h("input", {type: "checkbox", onchange: () => {
    level = tick.checked;
    void show();
  }});
  const part = h("section", {class: "sensitivities"}, h("h3", {}, say.heading), h("p", {}, say.lead),
      h("div", {class: "bar choices"},
        labelled(say.metric, select([["", say.main], ...doc.columns.map(({name}): [string, string] => [name, name])], "", (value) => {
          metric = value;
          void show();
        })),
        doc.scenarios.length > 1 && labelled(say.scenario, select([["", say.by_itself], ...doc.scenarios.map((name): [string, string] => [name, name])], "", (value) => {
          scenario = value;
          void show();
        })),
        doc.scenarios.length > 1 && h("div", {class: "field tick"}, h("label", {}, tick, " ", say.level))),
      shown,
      h("div", {class: "bar"}, button(say.export_csv, () => download(name_of_file("_sensitivity.csv"), "text/csv", csv)),
        button(say.export_json, () => download(name_of_file("_sensitivity.json"), "application/json", json))));
  return {part, show};
}

function told(found: Sensitivities): HTMLElement {
  const morris = found.result.method === "morris";
  const importance = (row: SensitivityRow) => (morris ? row.mu_star : row.total) ?? -1;
  return h("div", {}, h("p", {class: "note"}, morris ? say.morris : say.sobol), ...found.result.sensitivities.map((one) => {
    const rows = [...one.parameters].sort((a, b) => importance(b) - importance(a)), most = Math.max(...rows.map(importance), 0);
    const title = one.metric + (one.group === "all" ? "" : ` (${one.group})`);
    const head = morris ? [say.parameter, say.importance, say.mu_star, say.mu, say.sigma] : [say.parameter, say.importance, say.total, say.first];
    return h("section", {}, h("h4", {}, title),
      h("p", {class: "compared"}, one.baseline === null ? say.of_level(one.scenario, one.unit) : say.of_difference(one.scenario, one.baseline, one.unit)),
      scrolled(`${say.heading}: ${title}`, h("table", {},
        h("thead", {}, h("tr", {}, ...head.map((each) => h("th", {scope: "col"}, each)))),
        h("tbody", {}, ...rows.map((row) => h("tr", {}, h("th", {scope: "row"}, row.parameter),
          h("td", {}, h("span", {class: "amount", "aria-hidden": "true", style: `width: ${most > 0 ? (7 * Math.max(0, importance(row))) / most : 0}rem`})),
          ...(morris ? [within(row.mu_star, row.mu_star_low, row.mu_star_high), row.ordered === false ? say.no_order : within(row.mu, row.mu_low, row.mu_high), readable(row.sigma)]
                     : [within(row.total, row.total_low, row.total_high), within(row.first, row.first_low, row.first_high)]).map((each) => h("td", {}, each))))))));
  }), ...found.result.notes.map((each) => h("p", {class: "note"}, each)), printed(found.table));
}

const within = (value?: number | null, low?: number | null, high?: number | null) =>
    readable(value) + (low === null || low === undefined ? "" : ` [${readable(low)}, ${readable(high)}]`);
