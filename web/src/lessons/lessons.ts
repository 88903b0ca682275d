/// The exercises of docs/classroom as guided pages: predict, run, look, explain, change one thing. The text is that of the
/// sheets; where those have a command, the page has what it does.
import {lines_figure, type Series} from "../charts/lines";
import {button, h, readable} from "../dom";
import {Engine, run_over_workers, type Running} from "../engine/engine";
import {experiment_files} from "../engine/files";
import type {Compared, Loaded} from "../engine/messages";
import {words} from "../words/en";
import {commands_in, figure_columns, type Command, type CompareCommand, type FiguresCommand, type RunCommand} from "./commands";
import {evaluation} from "./evaluation";
import {rendered} from "./markdown";
import {class_codes, lessons, prediction_box, remembered, told} from "./prediction";

const say = words.lessons;
const sheets = import.meta.glob("../../../docs/classroom/*.md", {query: "?raw", import: "default", eager: true}) as Record<string, string>;
const notes = import.meta.glob("../../../docs/classroom/notes/*.md", {query: "?raw", import: "default", eager: true}) as Record<string, string>;
const of = (all: Record<string, string>, name: string) => Object.entries(all).find(([path]) => path.endsWith(`/${name}.md`))?.[1] ?? "";

export function lessons_page(): HTMLElement {
  return h("section", {"aria-labelledby": "lessons-heading"},
      h("h1", {id: "lessons-heading", tabindex: -1}, say.heading), h("p", {class: "lead"}, say.lead),
      h("ul", {class: "cards"}, ...lessons.map(({name}) => {
        const sheet = of(sheets, name);
        const question = /\*\*([^*]+\?)\*\*/.exec(sheet)?.[1].replace(/\s+/g, " ");
        return h("li", {}, h("h2", {}, h("a", {href: `#lesson=${name}`}, title_of(sheet))), question && h("p", {}, question));
      })));
}

const title_of = (sheet: string) => /^# (.*)$/m.exec(sheet)?.[1] ?? "";

interface Done {
  home: Engine;
  loaded: Loaded;
}

export function lesson_page(name: string, to_lab: (toml: string) => void): {page: HTMLElement; leave: () => void} {
  const place = lessons.findIndex((each) => each.name === name), sheet = of(sheets, name);
  if (place < 0) return {page: lessons_page(), leave: () => {}};
  const done = new Map<string, Done>(), prediction = remembered(`prediction-${name}`), shown_predictions: HTMLElement[] = [];
  const all_homes: Engine[] = [];
  let running: Running | undefined;

  async function run(command: RunCommand, status: HTMLElement, bar: HTMLProgressElement): Promise<boolean> {
    if (running) return false;
    const path = command.file, home = new Engine();
    all_homes.push(home);
    const {answer} = await home.call({call: "load", path, set: command.set});
    if (answer.problems) {
      status.textContent = answer.problems[0].message;
      return false;
    }
    const loaded = answer as Loaded;
    bar.hidden = false;
    // The workers load the same: the resolved text has every setting in it.
    const resolved = `${path.slice(0, path.lastIndexOf("/") + 1)}resolved.toml`;
    await home.call({call: "load", path: resolved}, {files: {[resolved]: loaded.toml}});
    running = run_over_workers(home, resolved, {[resolved]: loaded.toml}, loaded, (share, replicates) => {
      bar.value = share;
      status.textContent = words.lab.running(share, replicates, loaded.replicates);
    }, (at) => (status.textContent = words.lab.searching(at.match, at.matches, at.trial, at.most)));
    const began = performance.now(), {runs, failures, stopped} = await running.finished;
    running = undefined;
    bar.hidden = true;
    status.textContent = failures.length ? words.lab.failed(failures.length, failures[0]) : words.lab.finished(runs, (performance.now() - began) / 1000);
    if (stopped || runs === 0) return false;
    done.set(command.result, {home, loaded});
    return true;
  }

  /// A block of commands: one button that does them, and room for what they give.
  function action(block: string, changes: boolean): HTMLElement {
    const commands = commands_in(block), result = h("div");
    if (commands.length === 0 || commands.some((each) => each.kind === "run" && !(each.file in experiment_files)))
      return h("div", {class: "action"}, h("pre", {tabindex: 0}, h("code", {}, block)), button(say.open_in_lab, () => to_lab(lab_text(name))));
    const status = h("p", {role: "status"}), bar = h("progress", {max: 1, value: 0, hidden: true, "aria-label": say.run});
    let busy = false;
    const go = button(label_of(commands, changes), () => void (async () => {
      if (busy) return;
      busy = true;
      go.setAttribute("aria-disabled", "true");  // not `disabled`, which would take the focus away
      try {
        for (const command of commands) {
          if (command.kind === "run") {
            if (!(await run(command, status, bar))) break;
          } else if (command.kind === "describe") result.append(...(await description(command.word)));
          else {
            const at = done.get(command.result);
            if (!at) {
              status.textContent = say.run_it;
              continue;
            }
            const part = command.kind === "compare" ? await comparison(at, command)
                       : command.kind === "evaluate" ? await evaluation(at.home, at.loaded, command.scenario) : await figures(at, command);
            const key = JSON.stringify(command);
            result.querySelector(`[data-key='${CSS.escape(key)}']`)?.remove();
            part.dataset.key = key;
            result.append(part);
          }
        }
        for (const each of shown_predictions) each.textContent = told(place, prediction);
      } catch (error) {
        status.textContent = String((error as Error).message);
      } finally {
        busy = false;
        go.removeAttribute("aria-disabled");
      }
    })(), {class: "main"});
    return h("div", {class: "action"}, go, bar, status, result,
             h("details", {}, h("summary", {}, say.command_line), h("pre", {tabindex: 0}, h("code", {}, block))));
  }

  async function description(word: string): Promise<Node[]> {
    const home = all_homes[0] ?? new Engine();
    if (!all_homes.includes(home)) all_homes.push(home);
    const {answer} = await home.call({call: "describe"});
    return answer.parameters.filter((each: {key: string}) => each.key === word || each.key.startsWith(`${word}.`)).slice(0, 12)
        .map((each: {key: string; meaning: string; grade: string; default: string; source: string}) =>
          h("p", {}, h("code", {}, each.key), ` (${words.grades[each.grade]}, ${each.default}): ${each.meaning} ${each.source}`));
  }

  const text = sheet.replace(/^# .*\n/, "");
  const body = h("div", {class: "prose sheet"});
  // Section by section, so that the prediction stands where it belongs and again where the class looks.
  for (const part of text.split(/^(?=## )/m)) {
    const section = h("section", {}, rendered(part, (language, code) => (language === "sh" ? action(code, /^## Change/.test(part)) : h("pre", {tabindex: 0}, h("code", {}, code)))));
    if (/^## Predict/.test(part)) {
      // Cells to write in are for paper; on the page the box below has room for them.
      for (const table of section.querySelectorAll("table")) table.closest(".scroll, table")!.classList.add("paper");
      section.append(prediction_box(place, prediction));
    }
    if (/^## Look/.test(part)) {
      const shown = h("p", {class: "predicted"}, told(place, prediction));
      shown_predictions.push(shown);
      section.querySelector("h2")?.after(h("p", {}, h("strong", {}, say.predicted)), shown);
    }
    body.append(section);
  }
  const note = of(notes, name).replace(/^# .*\n/, "");
  const page = h("section", {"aria-labelledby": "lesson-heading"},
      h("p", {}, h("a", {href: "#lessons"}, say.back)),
      h("h1", {id: "lesson-heading", tabindex: -1}, title_of(sheet)),
      h("div", {class: "bar"}, button(say.sheet, () => window.print())),
      body,
      class_codes(place),
      h("details", {class: "notes"}, h("summary", {}, say.notes), h("div", {class: "prose"}, h("p", {}, say.notes_lead), plan(), rendered(note, undefined, 3))));
  return {
    page,
    leave() {
      running?.stop();
      for (const each of all_homes) each.end();
    },
  };
}

function label_of(commands: Command[], changes: boolean): string {
  if (commands.some((each) => each.kind === "run")) return changes ? say.run_change : say.run_it;
  return commands.every((each) => each.kind === "describe") ? say.open : say.look;
}

const lab_text = (name: string) => {
  const file = name === "tournament" ? "configs/classroom/tournament.toml" : `configs/classroom/${name}.toml`;
  return (experiment_files[file] ?? "").replace(/^(\s*extends\s*=\s*")([^"]+)"/m, (_, head: string, target: string) => `${head}../configs/classroom/${target}"`);
};

async function comparison({home, loaded}: Done, command: CompareCommand): Promise<HTMLElement> {
  const columns = command.columns.length ? command.columns : command.rank.map((each) => each.split(":")[0]);
  const {answer} = await home.call({call: "compare", baseline: command.baseline ?? "", scenarios: command.scenarios, columns,
                                    groups: command.groups, first: command.first, end: command.end});
  const compared = answer as Compared;
  if (compared.problems) return h("p", {class: "problem"}, compared.problems[0].message);
  const rows = compared.result.comparisons;
  return h("div", {class: "scroll", tabindex: 0, role: "region", "aria-label": compared.title},
      h("table", {},
        h("caption", {}, compared.title),
        h("thead", {}, h("tr", {}, ...[say.policy, words.results.metric, words.results.baseline, words.results.scenario_mean, words.results.difference, words.results.interval].map((each) => h("th", {scope: "col"}, each)))),
        h("tbody", {}, ...rows.map((row) => h("tr", {},
          h("th", {scope: "row"}, row.scenario), h("td", {}, row.metric + (row.group === "all" ? "" : ` (${row.group})`)),
          h("td", {}, readable(row.baseline_mean)), h("td", {}, readable(row.scenario_mean)), h("td", {}, row.exact && row.difference === 0 ? "0 (exactly)" : readable(row.difference)),
          h("td", {}, row.difference_low === null ? "" : `[${readable(row.difference_low)}, ${readable(row.difference_high)}]`))))),
      loaded.replicates < 2 && h("p", {class: "note"}, words.results.one_replicate));
}

async function figures({home, loaded}: Done, command: FiguresCommand): Promise<HTMLElement> {
  const out = h("div", {class: "curves"}), count = loaded.times.length;
  for (const name of command.only) {
    out.append(h("p", {class: "figure-name"}, h("code", {}, `${name}.png`)));
    const {columns, groups = ["all"], difference = false, runs = false} = figure_columns[name] ?? {columns: loaded.main.slice(0, 2)};
    for (const column of columns) {
      const doc = loaded.columns.find((each) => each.name === column);
      if (!doc) continue;
      if (runs) {
        // Every run a line: what a mean hides.
        const {numbers} = await home.call({call: "column", name: column}, {wants: "numbers"});
        loaded.scenarios.forEach((scenario, s) => {
          const series: Series[] = Array.from({length: loaded.replicates}, (_, r) => ({name: `run ${r + 1}`, values: loaded.times.map((_, t) => numbers[(s * loaded.replicates + r) * count + t])}));
          out.append(lines_figure({title: `${scenario}: ${column}`, unit: doc.unit, x: loaded.times, series, include: [0, 1], x_label: loaded.time_unit, runs: true}));
        });
        continue;
      }
      const series: Series[] = [];
      for (const group of groups) {
        const {answer, numbers} = await home.call({call: "curves", name: column, group}, {wants: "numbers"});
        if (answer.problems) continue;
        const offset = difference ? 3 : 0;
        loaded.scenarios.forEach((scenario, s) => {
          if (difference && s === 0) return;
          const part = (which: number) => loaded.times.map((_, t) => numbers[(s * count + t) * 6 + offset + which]);
          series.push({name: scenario + (group === "all" ? "" : `, ${group}`), values: part(0), low: part(1), high: part(2)});
        });
      }
      out.append(lines_figure({title: difference ? `${column}: ${words.results.difference_from(loaded.scenarios[0])}` : column, unit: doc.unit, x: loaded.times, series,
                               include: difference ? [0] : [], x_label: loaded.time_unit}));
    }
  }
  return out;
}

function plan(): HTMLElement {
  const steps: [number, string][] = [[5, say.question], [8, say.predict], [5, say.run], [10, say.look], [10, say.explain], [7, say.change]];
  return h("div", {}, h("h3", {}, say.plan), h("ol", {}, ...steps.map(([minutes, step]) => h("li", {}, `${step}: ${minutes} minutes`))));
}
