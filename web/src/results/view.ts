/// What a result says: each policy against a baseline, as the program's `compare` has it, and a curve of any column, with
/// intervals. Of runs that were made here and of result files alike.
import {lines_figure, type Series} from "../charts/lines";
import {button, download, h, labelled, next_task, readable, scrolled, select} from "../dom";
import {told_failures, type Answers, type Engine} from "../engine/engine";
import type {Compared, ComparisonRow, ResultDoc} from "../engine/messages";
import {no_number, words} from "../words/en";
import {cards_part} from "./cards";
import {as_file, as_png, source_of} from "./export";
import {type Looked, problem_of, printed} from "./parts";
import {sensitivities_part} from "./sensitivities";
import {worlds_part} from "./worlds";

const say = words.results;

/// `engine` holds the finished runs; `typed`: the experiment as a person wrote it. `fill` asks it, and puts its answers
/// into the view part by part, so that the page answers in between.
export function results_view(engine: Engine, doc: ResultDoc, typed?: string): {view: HTMLElement; fill: () => Promise<void>} {
  const home = told_failures(engine), looked: Looked = {baseline: doc.scenarios[0], group: "all", authority: "all", point: 0};
  const name_of_file = (end: string) => `${doc.title.toLowerCase().replace(/[^a-z0-9]+/g, "_").replace(/^_|_$/g, "") || "experiment"}${end}`;
  const single = doc.scenarios.length < 2;
  const compared = h("div"), curve = curve_part(home, doc, looked, name_of_file);
  const worlds = doc.design === "worlds" && !single ? worlds_part(home, doc, looked, name_of_file) : undefined;
  const sensitivities = doc.design === "sensitivity" ? sensitivities_part(home, doc, looked, name_of_file) : undefined;
  const cards = doc.tables.includes("models") ? cards_part(home, looked, name_of_file) : undefined;
  let csv = "", json = "", turn = 0;

  async function compare() {
    const mine = ++turn;
    const {answer} = await home.call({call: "compare", baseline: looked.baseline, groups: [looked.group], authority: looked.authority,
                                      points: [looked.point], first: looked.first, end: looked.end});
    if (mine !== turn) return;  // something else was chosen meanwhile
    const found = answer as Compared;
    csv = found.csv ?? "";
    json = found.result ? JSON.stringify(found.result, null, 2) : "";
    compared.replaceChildren(found.problems ? problem_of(found.problems) : comparison(found, doc));
  }
  const again = () => {
    if (!single) void compare();
    void curve.show();
    for (const each of [worlds, sensitivities, cards]) void each?.show();
  };
  const view = h("div", {class: "results"},
      choices(doc, looked, single, again),
      worlds?.part, sensitivities?.part,
      !single && h("section", {class: "comparing"}, h("h3", {}, say.comparison), h("p", {}, say.comparison_lead),
                   doc.replicates < 2 && h("p", {class: "note"}, say.one_replicate), compared),
      curve.part, cards?.part,
      h("h3", {}, say.export),
      h("div", {class: "bar"},
        typed !== undefined && button(say.export_toml, () => download(name_of_file(".toml"), "application/toml", typed)),
        doc.toml !== "" && button(say.export_resolved, () => download(name_of_file("_resolved.toml"), "application/toml", doc.toml)),
        !single && button(say.export_csv, () => download(name_of_file(".csv"), "text/csv", csv)),
        !single && button(say.export_json, () => download(name_of_file(".json"), "application/json", json)), ...curve.exports));
  async function fill() {
    for (const show of [...(single ? [] : [compare]), curve.show, worlds?.show, sensitivities?.show, cards?.show]) {
      await next_task();
      await show?.();
    }
  }
  return {view, fill};
}

function choices(doc: ResultDoc, looked: Looked, single: boolean, again: () => void): HTMLElement | null {
  const chosen = (name: "baseline" | "group" | "authority", label: string, from: string[]) =>
    labelled(label, select(from.map((each) => [each, each]), looked[name], (value) => {
      looked[name] = value;
      again();
    }));
  const month = (name: "first" | "end", label: string) => {
    const input = h("input", {type: "number", step: doc.interval, placeholder: say.by_itself, class: "month"});
    input.addEventListener("change", () => {
      looked[name] = input.value === "" ? undefined : Number(input.value);
      again();
    });
    return labelled(label, input);
  };
  const points = doc.points > 1 ? point_choice(doc, looked, again) : undefined;
  const controls = [
    !single && chosen("baseline", say.baseline, doc.scenarios),
    doc.groups.length > 1 && chosen("group", say.group, doc.groups),
    doc.authorities.length > 1 && chosen("authority", say.authority, doc.authorities),
    points?.choice,
    !single && month("first", say.from), !single && month("end", say.until),
  ].filter((each) => each);
  return controls.length > 0 ? h("div", {}, h("div", {class: "bar choices"}, ...controls), points?.values) : null;
}

const most_told = 3;

/// Points by their numbers; with their values where these are few, and else with the values in a table.
function point_choice(doc: ResultDoc, looked: Looked, again: () => void): {choice: HTMLElement; values?: HTMLElement} {
  const few = doc.design_keys.length <= most_told;
  const value = (key: number) => doc.point_values[looked.point][key];
  const name = (p: number) => (few ? say.point_with(p, doc.design_keys.map((key, k) => `${key} = ${doc.point_values[p][k]}`)) : say.point_alone(p, doc.design === "worlds"));
  const cells = doc.design_keys.map((_, k) => h("td", {}, value(k)));
  const choice = labelled(say.point, select(doc.point_values.map((_, p) => [String(p), name(p)]), "0", (chosen) => {
    looked.point = Number(chosen);
    cells.forEach((cell, k) => (cell.textContent = value(k)));
    again();
  }));
  if (few) return {choice};
  const rows = doc.design_keys.map((key, k) => h("tr", {}, h("th", {scope: "row"}, key), cells[k]));
  return {choice, values: h("details", {class: "point-values"}, h("summary", {}, say.point_values), scrolled(say.point_values, h("table", {}, h("tbody", {}, ...rows))))};
}

function curve_part(home: Answers, doc: ResultDoc, looked: Looked, name_of_file: (end: string) => string) {
  const chart = h("div");
  let column = doc.main[0] ?? doc.columns[0]?.name, difference = false;

  async function show() {
    const {answer, numbers} = await home.call({call: "curves", name: column, group: looked.group, authority: looked.authority, point: looked.point,
                                               baseline: looked.baseline}, {wants: "numbers"});
    if (answer.problems) return chart.replaceChildren(h("p", {class: "problem", role: "alert"}, answer.problems[0].message));
    const about = doc.columns.find((each) => each.name === column)!, count = doc.times.length, offset = difference ? 3 : 0;
    const part = (s: number, which: number) => doc.times.map((_, t) => numbers[(s * count + t) * 6 + offset + which]);
    const series: Series[] = doc.scenarios.map((name, s) => ({name, values: part(s, 0), low: part(s, 1), high: part(s, 2)}))
                                 .filter(({name}) => !difference || name !== looked.baseline);
    chart.replaceChildren(lines_figure({
      title: difference ? `${column}: ${say.difference_from(looked.baseline)}` : column, unit: about.unit, x: doc.times, series,
      x_label: doc.time_unit[0].toUpperCase() + doc.time_unit.slice(1), include: difference ? [0] : [], height: 300,
    }), h("p", {class: "note"}, about.meaning, about.gathered ? ` (${about.gathered})` : ""));
  }
  const figure = () => chart.querySelector("figure");
  const tick = h("input", {type: "checkbox", onchange: () => {
    difference = tick.checked;
    void show();
  }});
  const part = h("section", {}, h("h3", {}, say.curves),
      h("div", {class: "bar"},
        labelled(say.curve, select(doc.columns.map((each) => [each.name, each.name]), column, (value) => {
          column = value;
          void show();
        })),
        doc.scenarios.length > 1 && h("div", {class: "field tick"}, h("label", {}, tick, " ", say.show_difference))),
      chart);
  const exports = [
    button(say.export_svg, () => {
      const shown = figure();
      if (shown) download(name_of_file(`_${column}.svg`), "image/svg+xml", as_file(shown, source_of(doc, looked)));
    }),
    button(say.export_png, () => {
      const shown = figure();
      if (shown) void as_png(as_file(shown, source_of(doc, looked))).then((blob) => download(name_of_file(`_${column}.png`), "image/png", blob));
    }),
  ];
  return {part, show, exports};
}

function comparison(compared: Compared, doc: ResultDoc): HTMLElement {
  const blocks = new Map<string, ComparisonRow[]>();
  for (const row of compared.result.comparisons) blocks.set(row.scenario, [...(blocks.get(row.scenario) ?? []), row]);
  const tables = [...blocks].map(([name, rows]) => h("section", {},
    h("h4", {}, name),
    scrolled(name, h("table", {class: "comparison"},
        h("caption", {class: "unseen"}, `${compared.title}: ${name}`),
        h("thead", {}, h("tr", {}, ...[say.metric, say.baseline, say.scenario_mean, say.difference, say.interval, say.needed].map((each) => h("th", {scope: "col"}, each)))),
        h("tbody", {}, ...rows.map((row) => comparison_row(row, doc)))))));
  return h("div", {},
      h("p", {class: "compared"}, compared.title), ...tables,
      ...compared.result.notes.map((each) => h("p", {class: "note"}, each)),
      printed(compared.table));
}

function comparison_row(row: ComparisonRow, doc: ResultDoc): HTMLElement {
  const told = row.difference_low !== null && row.difference_high !== null && (row.difference_low > 0 || row.difference_high < 0);
  const meaning = doc.columns.find((each) => each.name === row.metric)?.meaning;
  return h("tr", {class: told ? "told" : ""},
      h("th", {scope: "row", title: meaning}, row.metric, " ", h("small", {}, row.unit)),
      h("td", {}, readable(row.baseline_mean)), h("td", {}, readable(row.scenario_mean)),
      h("td", {}, row.exact && row.difference === 0 ? say.exactly_zero : `${row.difference !== null && row.difference > 0 ? "+" : ""}${readable(row.difference)}`),
      h("td", {}, row.difference_low === null ? no_number : `[${readable(row.difference_low)}, ${readable(row.difference_high)}]`),
      h("td", {}, row.replicates_needed ?? no_number));
}
