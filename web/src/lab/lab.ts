/// The laboratory: an experiment as text and as a form, checked while it is written, run over workers, compared.
import {button, fresh_id, h, labelled, select} from "../dom";
import {Engine, OutOfMemory, run_over_workers, told_of, without_place, type Running} from "../engine/engine";
import {experiment_files} from "../engine/files";
import type {Loaded, Problem, Reference} from "../engine/messages";
import {results_view} from "../results/view";
import {words} from "../words/en";
import {parameter_form, type Settings} from "./form";
import {link_of} from "./link";

const say = words.lab;
/// Where the experiment that is being written stands among the page's files: beside those that it may extend.
const path = "experiments/laboratory.toml";
/// What this machine is taken to do in a second on one worker, until it has shown better; see docs/how_to/browser.md.
let family_months_a_second = 4e6;

let remembered = say.first_text;

export function laboratory_page(reference: Promise<Reference>, given?: {toml: string; note?: string}): {page: HTMLElement; leave: () => void} {
  const engine = new Engine();
  let loaded: Loaded | undefined, running: Running | undefined, home: Engine | undefined;
  let timer = 0, asked = 0, ran: string | undefined, renew_form = () => {};
  if (given) remembered = given.toml;

  const editor = h("textarea", {id: fresh_id("editor"), class: "editor", spellcheck: "false", autocapitalize: "off", autocomplete: "off", rows: 26, wrap: "off"});
  editor.value = remembered;
  const hint = h("small", {id: fresh_id("hint")}, say.editor_hint);
  editor.setAttribute("aria-describedby", hint.id);
  let leaving = false;
  editor.addEventListener("keydown", (event) => {
    if (event.key === "Escape") leaving = true;
    else if (event.key === "Tab" && !leaving && !event.shiftKey && !event.ctrlKey && !event.altKey) {
      event.preventDefault();
      editor.setRangeText("  ", editor.selectionStart, editor.selectionEnd, "end");
      check_soon();
    } else if (event.key !== "Shift") leaving = false;
  });
  editor.addEventListener("input", check_soon);
  editor.addEventListener("blur", () => (leaving = false));

  const state = h("p", {class: "check", role: "status"});
  const problems = h("ul", {class: "problems"});
  const progress = h("progress", {max: 1, value: 0, hidden: true, "aria-label": say.run});
  const told = h("p", {role: "status"});
  const results = h("div", {}, h("p", {class: "note"}, say.no_results)), old = h("p", {class: "note old", role: "status"});
  const run = button(say.run, () => void start(), {class: "main", disabled: true});
  const stop = button(say.stop, () => running?.stop(), {disabled: true});

  function check_soon() {
    remembered = editor.value;
    tell_age();
    clearTimeout(timer);
    timer = window.setTimeout(() => void check(), 250);
  }

  /// Whether the results below are of another text than the one above.
  function tell_age() {
    const text = ran !== undefined && ran !== editor.value ? say.old_results : "";
    if (old.textContent !== text) old.textContent = text;
  }

  async function check() {
    const turn = ++asked;
    let answer: Loaded;
    try {
      answer = (await engine.call({call: "load", path}, {files: {[path]: editor.value}})).answer;
    } catch (error) {
      state.textContent = error instanceof OutOfMemory ? error.message : words.broken(String((error as Error).message));
      return;
    }
    if (turn !== asked) return;
    show_check(answer);
    if (!answer.problems) await show_form(answer.model);
    renew_form();
  }

  function show_check(answer: Loaded) {
    const wrong = answer.problems ?? [];
    loaded = wrong.length === 0 ? answer : undefined;
    run.disabled = !loaded || running !== undefined;
    editor.setAttribute("aria-invalid", String(wrong.length > 0));
    problems.replaceChildren(...wrong.map((each) => h("li", {}, problem_line(each))), ...(answer.notes ?? []).map((each) => h("li", {class: "remark"}, each)));
    if (!loaded) {
      state.textContent = say.problems(wrong.length);
      return;
    }
    const workers = Math.max(1, Math.min(loaded.replicates, navigator.hardwareConcurrency || 2, 8));
    state.textContent = `${say.check_fine} ${say.summary(loaded.scenarios.length, loaded.replicates, loaded.months)}: ${say.takes(loaded.family_months / family_months_a_second / workers)}.`;
  }

  function problem_line(each: Problem): HTMLElement {
    const message = each.message;
    if (each.line === 0) return h("span", {}, message);
    if (each.place !== path) return h("span", {}, say.elsewhere(each.place, each.line), ": ", message);
    return h("span", {}, button(say.at(each.line, each.column), () => go_to(each.line, each.column), {class: "link"}), ": ", message);
  }

  function go_to(line: number, column: number) {
    const lines = editor.value.split("\n");
    const at = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0) + column - 1;
    editor.focus();
    editor.setSelectionRange(at, at);
    editor.scrollTop = Math.max(0, (line - 6) * (editor.scrollHeight / Math.max(1, lines.length)));
  }

  async function start() {
    clearTimeout(timer);
    await check();
    if (!loaded || running) return;
    const what = loaded, text = editor.value, files = {[path]: text}, next = new Engine();
    progress.hidden = false;
    progress.value = 0;
    stop.disabled = false;
    run.disabled = true;
    try {
      const {answer} = await next.call({call: "load", path}, {files});
      if (answer.problems) return show_check(answer);
      running = run_over_workers(next, path, files, what, (share, done) => {
        progress.value = share;
        told.textContent = say.running(share, done, what.replicates);
      }, (at) => (told.textContent = say.searching(at.match, at.matches, at.trial, at.most)));
      stop.focus();
      const outcome = await running.finished;
      if (!outcome.stopped && outcome.failures.length === 0)
        family_months_a_second = what.family_months / outcome.seconds / Math.max(1, Math.min(what.replicates, navigator.hardwareConcurrency || 2, 8));
      told.textContent = told_of(outcome);
      if (outcome.runs > 0) await show_results(next, what, text);
    } catch (error) {
      told.textContent = String((error as Error).message);
    } finally {
      if (home !== next) next.end();
      running = undefined;
      progress.hidden = true;
      run.disabled = !loaded;
      if (document.activeElement === stop) run.focus();
      stop.disabled = true;
    }
  }

  /// The runs that are shown stay with the engine that holds them until others take their place.
  async function show_results(next: Engine, what: Loaded, text: string) {
    const {view, fill} = results_view(next, what, text);
    home?.end();
    home = next;
    ran = text;
    tell_age();
    results.replaceChildren(view);
    await fill();
  }

  const settings: Settings = {
    async get(key) {
      const {answer} = await engine.call({call: "setting", text: editor.value, model: form_model, key}).catch(() => ({answer: {}}));
      return answer.typed as string | undefined;
    },
    async put(key, typed) {
      const before = editor.value;
      const {answer} = await engine.call({call: "put_setting", text: before, path, model: form_model, key, typed}).catch((error: Error) => ({answer: {problems: [without_place(error)]}} as {answer: any}));
      if (answer.problems) return put_problem(answer.problems[0]);
      if (editor.value !== before) return say.changed_meanwhile;
      editor.value = answer.text;
      check_soon();
      if (answer.line > 0) go_to(answer.line, 1);
      return "";
    },
  };
  const put_problem = ({line, column, message}: Problem) => (line > 0 ? say.cannot_put(say.at(line, column), message) : message);

  const form = h("div");
  let form_model = "", looked_for = "";
  /// The parameters of the experiment's own model; what was looked for stays.
  async function show_form(model: string) {
    if (form_model === model) return;
    form_model = model;
    const usual = await reference, known: Reference = usual.model === model ? usual : (await engine.call({call: "describe", model})).answer;
    if (form_model !== model) return;
    const made = parameter_form(known, settings, looked_for, (word) => (looked_for = word));
    form.replaceChildren(made.form);
    renew_form = made.renew;
  }
  void reference.then(({model}) => (form_model === "" ? show_form(model) : undefined));

  const examples = Object.keys(experiment_files).filter((name) => /^configs\/(england|classroom|policies|theory)/.test(name)).sort();
  const example = select([["", say.example_none], ...examples.map((name): [string, string] => [name, name.replace("configs/", "")])], "", (name) => {
    if (!name) return;
    // Its own `extends` is relative to its folder: from here the way leads through it.
    editor.value = experiment_files[name].replace(/^(\s*extends\s*=\s*")([^"]+)"/m, (_, head: string, target: string) => `${head}../${name.slice(0, name.lastIndexOf("/") + 1)}${target}"`);
    check_soon();
  });

  const link_shown = h("p", {class: "link-shown"});
  const copy = button(say.copy_link, () => void (async () => {
    const link = await link_of(editor.value);
    const shown = h("a", {href: link}, link.length > 80 ? `${link.slice(0, 80)}...` : link);
    const is_copied = await navigator.clipboard.writeText(link).then(() => true, () => false);
    link_shown.replaceChildren(is_copied ? say.copied : say.link_is, " ", shown);
  })());

  const page = h("section", {class: "lab-page", "aria-labelledby": "lab-heading"},
      h("h1", {id: "lab-heading", tabindex: -1}, say.heading), h("p", {class: "lead"}, say.lead),
      given?.note && h("p", {class: "problem", role: "alert"}, given.note),
      h("div", {class: "bench"},
        h("section", {class: "writing"},
          labelled(say.example, example),
          h("label", {for: editor.id, class: "over"}, say.editor), editor, hint, state, problems,
          h("div", {class: "bar"}, run, stop, copy), progress, told, link_shown),
        h("section", {class: "choosing"}, h("h2", {}, say.form), form)),
      h("section", {}, h("h2", {}, say.results), old, results));
  void check();
  return {
    page,
    leave() {
      clearTimeout(timer);
      running?.stop();
      engine.end();
      home?.end();
    },
  };
}
