/// What a run gave: each policy against the first, and a curve of any column, with intervals.
import {lines_figure, type Series} from "../charts/lines";
import {button, download, h, labelled, readable, select} from "../dom";
import type {Engine} from "../engine/engine";
import type {Compared, ComparisonRow, Loaded} from "../engine/messages";
import {words} from "../words/en";
import {as_png, standing_alone} from "./export";

const say = words.lab;

/// `home` holds the finished runs.
export async function results_view(home: Engine, loaded: Loaded, typed: string): Promise<HTMLElement> {
  const view = h("div", {class: "results"});
  let csv = "";
  const single = loaded.scenarios.length < 2;
  if (!single) {
    const {answer} = await home.call({call: "compare"});
    const compared = answer as Compared;
    if (compared.problems) view.append(h("p", {class: "problem"}, compared.problems.map((each) => each.message).join(" ")));
    else {
      csv = compared.csv;
      view.append(comparison(compared, loaded));
    }
  }
  const chart = h("div");
  let column = loaded.main[0] ?? loaded.columns[0]?.name, group = "all", difference = false;

  async function show_chart() {
    const {answer, numbers} = await home.call({call: "curves", name: column, group}, {wants: "numbers"});
    if (answer.problems) return chart.replaceChildren(h("p", {class: "problem"}, answer.problems[0].message));
    const doc = loaded.columns.find((each) => each.name === column)!, count = loaded.times.length, offset = difference ? 3 : 0;
    const part = (s: number, which: number) => loaded.times.map((_, t) => numbers[(s * count + t) * 6 + offset + which]);
    const series: Series[] = loaded.scenarios.map((name, s) => ({name, values: part(s, 0), low: part(s, 1), high: part(s, 2)}))
                                 .filter((_, s) => !difference || s > 0);
    chart.replaceChildren(lines_figure({
      title: difference ? `${column}: ${say.show_difference}` : column, unit: doc.unit, x: loaded.times, series, x_label: loaded.time_unit[0].toUpperCase() + loaded.time_unit.slice(1),
      include: difference ? [0] : [], height: 300,
    }), h("p", {class: "note"}, doc.meaning));
  }
  const picture = () => chart.querySelector("svg.lines") as SVGSVGElement | null;
  const name_of_file = (end: string) => `${loaded.title.toLowerCase().replace(/[^a-z0-9]+/g, "_").replace(/^_|_$/g, "") || "experiment"}${end}`;

  const tick = h("input", {type: "checkbox", onchange: () => {
    difference = tick.checked;
    void show_chart();
  }});
  view.append(
      h("div", {class: "bar"},
        labelled(say.curve, select(loaded.columns.map((each) => [each.name, each.name]), column, (value) => {
          column = value;
          void show_chart();
        })),
        loaded.groups.length > 1 && labelled(say.group, select(loaded.groups.map((each) => [each, each]), group, (value) => {
          group = value;
          void show_chart();
        })),
        !single && h("div", {class: "field tick"}, h("label", {}, tick, " ", say.show_difference))),
      chart,
      h("h3", {}, say.export),
      h("div", {class: "bar"},
        button(say.export_toml, () => download(name_of_file(".toml"), "application/toml", typed)),
        button(say.export_resolved, () => download(name_of_file("_resolved.toml"), "application/toml", loaded.toml)),
        !single && button(say.export_csv, () => download(name_of_file(".csv"), "text/csv", csv)),
        button(say.export_svg, () => {
          const shown = picture();
          if (shown) download(name_of_file(`_${column}.svg`), "image/svg+xml", standing_alone(shown));
        }),
        button(say.export_png, () => {
          const shown = picture();
          if (shown) void as_png(shown).then((blob) => download(name_of_file(`_${column}.png`), "image/png", blob));
        })));
  await show_chart();
  return view;
}

function comparison(compared: Compared, loaded: Loaded): HTMLElement {
  const blocks = new Map<string, ComparisonRow[]>();
  for (const row of compared.result.comparisons) {
    const name = loaded.points > 1 ? `${row.scenario}. ${say.point(`point ${row.point}`)}` : row.scenario;
    blocks.set(name, [...(blocks.get(name) ?? []), row]);
  }
  const most = [...blocks].map(([name, rows]) => h("section", {},
    h("h4", {}, name),
    h("div", {class: "scroll", tabindex: 0, role: "region", "aria-label": name},
      h("table", {class: "comparison"},
        h("caption", {class: "unseen"}, `${compared.title}: ${name}`),
        h("thead", {}, h("tr", {}, ...[say.metric, say.baseline_mean, say.scenario_mean, say.difference, say.interval, say.needed].map((each) => h("th", {scope: "col"}, each)))),
        h("tbody", {}, ...rows.map(comparison_row))))));
  return h("div", {},
      h("h3", {}, say.comparison), h("p", {}, say.comparison_lead),
      loaded.replicates < 2 && h("p", {class: "note"}, say.one_replicate),
      ...most, ...compared.result.notes.map((each) => h("p", {class: "note"}, each)));
}

function comparison_row(row: ComparisonRow): HTMLElement {
  const told = row.difference_low !== null && row.difference_high !== null && (row.difference_low > 0 || row.difference_high < 0);
  return h("tr", {class: told ? "told" : ""},
      h("th", {scope: "row"}, row.metric, " ", h("small", {}, row.unit)),
      h("td", {}, readable(row.baseline_mean)), h("td", {}, readable(row.scenario_mean)),
      h("td", {}, row.difference !== null && row.difference > 0 ? "+" : "", readable(row.difference)),
      h("td", {}, row.difference_low === null ? "n/a" : `[${readable(row.difference_low)}, ${readable(row.difference_high)}]`),
      h("td", {}, row.replicates_needed ?? "n/a"));
}
