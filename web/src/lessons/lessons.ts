/// The exercises of docs/classroom as guided pages: predict, run, look, explain, change one thing. The text is that of the
/// sheets; where those have a command, the page has what it does.
import {button, h, next_task, readable, scrolled} from "../dom";
import {Engine, run_over_workers, told_of, type Running} from "../engine/engine";
import {experiment_files} from "../engine/files";
import type {Compared, Loaded, Ranked} from "../engine/messages";
import {words} from "../words/en";
import {commands_in, type Command, type CompareCommand, type RunCommand} from "./commands";
import {entry_box, others_box, type OwnFiles} from "./entries";
import {evaluation} from "./evaluation";
import {figures, type Done} from "./figures";
import {rendered} from "./markdown";
import {class_codes, lessons, prediction_box, remembered, told} from "./prediction";

const say = words.lessons;
// Of the folder, those that are no exercise stay out: the page does not show them.
const sheets = import.meta.glob(["../../../docs/classroom/*.md", "!../../../docs/classroom/index.md", "!../../../docs/classroom/datasheet.md", "!../../../docs/classroom/own_model.md"], {query: "?raw", import: "default", eager: true}) as Record<string, string>;
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

export function lesson_page(name: string, to_lab: (toml: string) => void): {page: HTMLElement; leave: () => void} {
  const place = lessons.findIndex((each) => each.name === name), sheet = of(sheets, name);
  if (place < 0) return {page: lessons_page(), leave: () => {}};
  const done = new Map<string, Done>(), prediction = remembered(`prediction-${name}`), shown_predictions: HTMLElement[] = [];
  const all_homes: Engine[] = [], own: OwnFiles = {};
  let running: Running | undefined, describing: Engine | undefined;
  const tell_prediction = () => {
    for (const each of shown_predictions) each.replaceChildren(...told(place, prediction));
  };

  const tell_prediction_in = (place_of_it: HTMLElement) => {
    const shown = h("div", {}, ...told(place, prediction));
    shown_predictions.push(shown);
    place_of_it.append(h("p", {}, h("strong", {}, say.predicted)), shown);
  };

  async function run(command: RunCommand, {status, bar, stop}: Controls): Promise<boolean> {
    if (running) {
      status.textContent = say.other_runs;
      return false;
    }
    const home = new Engine();
    all_homes.push(home);
    const loaded = await ran(command, home, {status, bar, stop});
    if (!loaded) {
      home.end();
      return false;
    }
    done.get(command.result)?.home.end();  // another run takes its place
    done.set(command.result, {home, loaded});
    return true;
  }

  /// What was run, with its runs in `home`; nothing where it was refused, stopped or failed as a whole.
  async function ran(command: RunCommand, home: Engine, {status, bar, stop}: Controls): Promise<Loaded | undefined> {
    const path = command.file;
    const {answer} = await home.call({call: "load", path, set: command.set}, {files: path in own ? {[path]: own[path]()} : {}});
    if (answer.problems) {
      const [{place, line, message}] = (answer as Loaded).problems!;
      status.textContent = line > 0 ? `${words.lab.elsewhere(place.slice(place.lastIndexOf("/") + 1), line)}: ${message}` : message;
      return undefined;
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
    stop.hidden = false;
    const outcome = await running.finished;
    running = undefined;
    bar.hidden = stop.hidden = true;
    status.textContent = outcome.stopped ? say.stopped : told_of(outcome);
    return outcome.stopped || outcome.runs === 0 ? undefined : loaded;
  }

  /// A block of commands: one button that does them, and room for what they give, with the prediction beside it unless
  /// the section begins with it.
  function action(block: string, section: string): HTMLElement {
    const commands = commands_in(block), result = h("div");
    const written = h("details", {}, h("summary", {}, say.command_line), h("pre", {tabindex: 0}, h("code", {}, block)));
    const copied = commands.find((each) => each.kind === "copy"), gathered = commands.find((each) => each.kind === "gather");
    if (copied) return h("div", {class: "action"}, entry_box(copied, own), written);
    if (commands.some((each) => each.kind === "run" && each.worlds)) return h("div", {class: "action"}, h("p", {class: "note"}, say.need_program), written);
    const others = gathered && others_box(gathered, own);
    if (commands.length === 0 || commands.some((each) => each.kind === "run" && !(each.file in experiment_files || each.file in own)))
      return h("div", {class: "action"}, h("pre", {tabindex: 0}, h("code", {}, block)), button(say.open_in_lab, () => to_lab(lab_text(name))));
    const status = h("p", {role: "status"}), bar = h("progress", {max: 1, value: 0, hidden: true, "aria-label": say.run});
    const stop = button(words.lab.stop, () => {
      running?.stop();
      go.focus();
    }, {hidden: true});
    let busy = false;

    /// What a command gives, in the place of what it gave before.
    function put(part: HTMLElement, command: Command) {
      const key = JSON.stringify(command);
      result.querySelector(`[data-key='${CSS.escape(key)}']`)?.remove();
      part.dataset.key = key;
      if (command.kind !== "describe" && section !== "Look" && !result.querySelector(".predicted")) tell_prediction_in(result);
      result.append(part);
    }
    const go = button(label_of(commands, section === "Change"), () => void (async () => {
      if (busy) return;
      busy = true;
      go.setAttribute("aria-disabled", "true");  // not `disabled`, which would take the focus away
      try {
        for (const command of commands) {
          if (command.kind === "run") {
            if (!(await run(command, {status, bar, stop}))) break;
          } else if (command.kind === "describe") put(h("div", {}, ...(await description(command.word))), command);
          else if (command.kind !== "copy" && command.kind !== "gather") {
            const at = done.get(command.result);
            if (!at) {
              status.textContent = say.run_it;
              continue;
            }
            await next_task();
            if (command.kind === "figures") {
              const room = h("div", {class: "curves"});
              put(room, command);
              await figures(at, command, room);
            } else
              put(command.kind === "compare" ? await comparison(at, command) : await evaluation(at.home, at.loaded, command.scenario), command);
          }
        }
      } catch (error) {
        status.textContent = String((error as Error).message);
      } finally {
        busy = false;
        bar.hidden = stop.hidden = true;
        go.removeAttribute("aria-disabled");
      }
    })(), {class: "main"});
    return h("div", {class: "action"}, others, go, h("div", {}, bar, stop), status, result, written);
  }

  async function description(word: string): Promise<Node[]> {
    if (!describing) all_homes.push((describing = new Engine()));
    const {answer} = await describing.call({call: "describe"});
    return answer.parameters.filter((each: {key: string}) => each.key === word || each.key.startsWith(`${word}.`)).slice(0, 12)
        .map((each: {key: string; meaning: string; grade: string; default: string; source: string}) =>
          h("p", {}, h("code", {}, each.key), ` (${words.grades[each.grade]}, ${each.default}): ${each.meaning} ${each.source}`));
  }

  const text = sheet.replace(/^# .*\n/, "");
  const body = h("div", {class: "prose sheet"});
  // Section by section, so that the prediction stands where it belongs and again where the class looks.
  for (const part of text.split(/^(?=## )/m)) {
    const section = h("section", {}, rendered(part, (language, code) => (language === "sh" ? action(code, /^## (\w+)/.exec(part)?.[1] ?? "") : h("pre", {tabindex: 0}, h("code", {}, code)))));
    if (/^## Predict/.test(part)) {
      // Cells to write in are for paper; on the page the box below has room for them.
      for (const table of section.querySelectorAll("table")) table.closest(".scroll, table")!.classList.add("paper");
      section.append(prediction_box(place, prediction, tell_prediction));
    }
    if (/^## Look/.test(part)) {
      const beside = h("div");
      tell_prediction_in(beside);
      section.querySelector("h2")?.after(beside);
    }
    body.append(section);
  }
  const note = of(notes, name).replace(/^# .*\n/, "");
  const page = h("section", {"aria-labelledby": "lesson-heading"},
      h("p", {}, h("a", {href: "#lessons"}, say.back)),
      h("h1", {id: "lesson-heading", tabindex: -1}, title_of(sheet)),
      h("div", {class: "bar"}, button(say.sheet, () => window.print()), button(say.open_in_lab, () => to_lab(lab_text(name)))),
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

/// What a run tells of itself, and how it is ended.
interface Controls {
  status: HTMLElement;
  bar: HTMLProgressElement;
  stop: HTMLButtonElement;
}

function label_of(commands: Command[], changes: boolean): string {
  if (commands.some((each) => each.kind === "run")) return changes ? say.run_change : say.run_it;
  return commands.every((each) => each.kind === "describe") ? say.open : say.look;
}

const lab_text = (name: string) => {
  const file = name === "tournament" ? "configs/classroom/tournament.toml" : `configs/classroom/${name}.toml`;
  return (experiment_files[file] ?? "").replace(/^(\s*extends\s*=\s*")([^"]+)"/m, (_, head: string, target: string) => `${head}../configs/classroom/${target}"`);
};

async function ranking({home}: Done, command: CompareCommand): Promise<HTMLElement> {
  const {answer} = await home.call({call: "rank", columns: command.rank, limits: command.limits, baseline: command.baseline ?? "", scenarios: command.scenarios,
                                    groups: command.groups, first: command.first, end: command.end});
  const {problems, columns, limits, rows} = answer as Ranked;
  if (problems) return h("p", {class: "problem"}, problems[0].message);
  return scrolled(`${say.rank}: ${rows.map((each) => each.scenario).join(", ")}`,
      h("table", {class: "ranking"},
        h("caption", {}, say.rank_caption),
        h("thead", {}, h("tr", {}, ...[say.rank, say.policy, say.points, ...columns.map((each) => say.ranked(each.name, each.most)), ...limits.map((each) => say.limited(each.name, readable(each.at_most)))]
          .map((each) => h("th", {scope: "col"}, each)))),
        h("tbody", {}, ...rows.map((row) => h("tr", {},
          h("td", {}, say.place(row.rank)), h("th", {scope: "row"}, row.scenario), h("td", {}, row.rank === 0 ? "" : row.points),
          ...row.outcomes.map((each, c) => h("td", {}, say.difference_and_rank(signed(each), row.ranks[c]))), ...row.held.map((each) => h("td", {}, signed(each))))))));
}

const signed = (x: number | null) => `${x !== null && x > 0 ? "+" : ""}${readable(x)}`;

async function comparison({home, loaded}: Done, command: CompareCommand): Promise<HTMLElement> {
  if (command.rank.length > 0) return ranking({home, loaded}, command);
  const {answer} = await home.call({call: "compare", baseline: command.baseline ?? "", scenarios: command.scenarios, columns: command.columns,
                                    groups: command.groups, first: command.first, end: command.end});
  const compared = answer as Compared;
  if (compared.problems) return h("p", {class: "problem"}, compared.problems[0].message);
  const rows = compared.result.comparisons;
  return scrolled(compared.title,
      h("table", {},
        h("caption", {}, compared.title),
        h("thead", {}, h("tr", {}, ...[say.policy, words.results.metric, words.results.baseline, words.results.scenario_mean, words.results.difference, words.results.interval].map((each) => h("th", {scope: "col"}, each)))),
        h("tbody", {}, ...rows.map((row) => h("tr", {},
          h("th", {scope: "row"}, row.scenario), h("td", {}, row.metric + (row.group === "all" ? "" : ` (${row.group})`)),
          h("td", {}, readable(row.baseline_mean)), h("td", {}, readable(row.scenario_mean)), h("td", {}, row.exact && row.difference === 0 ? words.results.exactly_zero : readable(row.difference)),
          h("td", {}, row.difference_low === null ? "" : `[${readable(row.difference_low)}, ${readable(row.difference_high)}]`))))),
      loaded.replicates < 2 && h("p", {class: "note"}, words.results.one_replicate));
}

function plan(): HTMLElement {
  const steps: [number, string][] = [[5, say.question], [8, say.predict], [5, say.run], [10, say.look], [10, say.explain], [7, say.change]];
  return h("div", {}, h("h3", {}, say.plan), h("ol", {}, ...steps.map(([minutes, step]) => h("li", {}, say.step(step, minutes)))));
}
