/// The opening page: two policies for the same families, month by month.
import {lines_figure, type Series} from "../charts/lines";
import {button, fresh_id, h, labelled, next_task, readable, select} from "../dom";
import {OutOfMemory, type Engine} from "../engine/engine";
import type {ParameterDoc, Reference} from "../engine/messages";
import {words} from "../words/en";
import {draw_records, draw_truth, marks, on_shades, plan_of, type Plan} from "./draw";
import {beginning, laboratory_toml, street_toml, type Controls, type Policy} from "./policies";
import {States, summed, totals_of, type Layout, type Totals} from "./state";

const say = words.street, months = 144, spin_up = 60;
const file = "experiments/street_now.toml";

export function street_page(engine: Engine, reference: Promise<Reference>, to_lab: (toml: string) => void): {page: HTMLElement; leave: () => void} {
  const controls: Controls = structuredClone(beginning);
  let layout: Layout | undefined, plan: Plan | undefined, states: States | undefined;
  let month = 0, playing = false, busy = false, gone = false, changed = false;
  let speed = matchMedia("(prefers-reduced-motion: reduce)").matches ? 1 : 4;
  let history: [Totals[], Totals[]] = [[], []];

  // The picture
  const views = [0, 1].map((p) => ({
    truth: h("canvas", {role: "img", class: "street"}),
    records: h("canvas", {role: "img", class: "street"}),
    state: h("p", {class: "state", id: fresh_id("state")}),
    name: h("span", {}),
    letter: "AB"[p],
  }));
  const clock = h("p", {class: "clock"}, words.loading);
  const live = h("p", {class: "unseen", role: "status", "aria-live": "polite"});
  const problem = h("p", {class: "problem", role: "alert"});
  const holders = Array.from({length: 4}, () => h("div")), curves = h("div", {class: "curves"}, ...holders);
  const table_body = h("tbody");

  const play = button(say.play, () => set_playing(!playing), {class: "main", "aria-pressed": "false"});
  const step_once = button(say.step, () => {
    set_playing(false);
    void advance();
  });
  const restart = button(say.restart, () => void begin());
  const speeds = select(["1", "2", "4", "8", "12"].map((each) => [each, each]), String(speed), (value) => (speed = Number(value)));

  function set_playing(on: boolean) {
    playing = on && month < months;
    play.textContent = playing ? say.pause : say.play;
    play.setAttribute("aria-pressed", String(playing));
    if (playing) void run();
    else if (states) void paint(true);
  }

  async function run() {
    while (playing && !gone) {
      const began = performance.now();
      await advance();
      const rest = 1000 / speed - (performance.now() - began);
      await new Promise((done) => setTimeout(done, Math.max(0, rest)));
      if (month >= months) set_playing(false);
    }
  }

  const files = () => ({[file]: street_toml(controls, names())});
  const shown_name = (p: number) => policy_name(controls.policies[p]);
  /// Of the experiment's scenarios, which may not be called alike.
  const names = (): [string, string] => [`${shown_name(0)} (A)`, `${shown_name(1)} (B)`];

  async function loaded(): Promise<boolean> {
    const {answer} = await engine.call({call: "load", path: file}, {files: files()});
    problem.textContent = answer.problems ? answer.problems.map((each: {message: string}) => each.message).join(" ") : "";
    return !answer.problems;
  }

  async function begin() {
    set_playing(false);
    while (busy) await new Promise((done) => setTimeout(done, 20));
    busy = true;
    try {
      clock.textContent = words.loading;
      if (!(await loaded())) return;
      layout = (await engine.call({call: "street"})).answer as Layout;
      plan = plan_of(layout);
      changed = false;
      month = 0;
      history = [[], []];
      await take(await engine.call({call: "street_step", months: spin_up + 1}, {wants: "bytes"}));
    } catch (error) {
      problem.textContent = why(error);
    } finally {
      busy = false;
    }
  }

  async function advance() {
    if (busy || !layout || month >= months) return;
    busy = true;
    try {
      if (changed) {
        changed = false;
        if (await loaded()) {
          const {answer} = await engine.call({call: "street", change: true});
          if (answer.problems) problem.textContent = answer.problems[0].message;
        }
      }
      await take(await engine.call({call: "street_step"}, {wants: "bytes"}));
    } catch (error) {
      if (!gone) problem.textContent = why(error);
      if (error instanceof OutOfMemory) layout = undefined;  // what was there is gone with the worker: it begins again
      playing = false;
    } finally {
      busy = false;
    }
  }

  async function take({answer, bytes}: {answer: any; bytes: Uint8Array}) {
    if (!layout || gone) return;
    states = new States(bytes, layout);
    const last = answer.months[answer.months.length - 1];
    for (const p of [0, 1]) history[p].push(totals_of(layout, last.totals, p));
    month = last.month + 1;
    show();
  }

  function show() {
    if (!layout || !plan || !states) return;
    clock.textContent = month >= months ? `${say.month(month - 1)}. ${say.over}` : say.month(month - 1);
    for (const p of [0, 1]) {
      const view = views[p], now = history[p][history[p].length - 1];
      const title = `${say.policy(view.letter)}, ${shown_name(p)}`;
      view.truth.setAttribute("aria-label", `${say.as_it_is}. ${say.picture(title, layout.families)}`);
      view.records.setAttribute("aria-label", `${say.as_recorded}. ${say.picture(title, layout.families)}`);
      view.state.textContent = say.state(now.need, now.need_unseen, now.known, two_digits(now.trust_sum / now.families));
      view.name.textContent = shown_name(p);
    }
    table_body.replaceChildren(...Object.entries(say.columns).map(([column, title]) =>
      h("tr", {}, h("th", {scope: "row", class: title[0] === title[0].toLowerCase() ? "part" : ""}, title), ...[0, 1].map((p) => h("td", {}, value_of(column, p))))));
    void paint(month % 6 === 0 || !playing);
    if (month % 12 === 0) live.textContent = say.announce(say.month(month - 1), views[0].state.textContent ?? "", views[1].state.textContent ?? "");
  }

  /// Pictures and curves, each in a piece of work of its own, so that the page answers in between.
  let painting = 0, curves_due = false;
  async function paint(with_curves: boolean) {
    curves_due ||= with_curves;  // until they are there: a month that comes meanwhile must not lose them
    const mine = ++painting, now = {plan: plan!, states: states!};
    const work = views.flatMap((view, p) => [() => draw_truth(view.truth, now.plan, now.states, p), () => draw_records(view.records, now.plan, now.states, p)]);
    if (curves_due) work.push(...figures().map((figure, i) => () => put_figure(holders[i], figure())), () => (curves_due = false));
    for (const each of work) {
      await next_task();
      if (mine !== painting || gone) return;
      each();
    }
  }

  function value_of(column: string, p: number): string {
    const past = history[p], now = past[past.length - 1];
    if (column === "trust") return two_digits(now.trust_sum / now.families);
    return readable(summed.has(column) ? past.reduce((sum, each) => sum + each[column], 0) : now[column]);
  }

  function figures(): (() => HTMLElement)[] {
    const x = history[0].map((_, t) => t), past = [...history].map((each) => [...each]);
    const both = (value: (past: Totals[], t: number) => number): Series[] =>
      [0, 1].map((p) => ({name: `${"AB"[p]}: ${shown_name(p)}`, values: x.map((t) => value(past[p], t))}));
    const year = (column: string) => (past: Totals[], t: number) =>
      past.slice(Math.max(0, t - 11), t + 1).reduce((sum, each) => sum + each[column], 0);
    return [
      () => lines_figure({title: say.curve_titles.need, unit: "", x, include: [0], series: both((past, t) => past[t].need)}),
      () => lines_figure({title: say.curve_titles.known, unit: "", x, include: [0], series: both((past, t) => past[t].known)}),
      () => lines_figure({title: say.curve_titles.unwarranted, unit: "", x, include: [0], series: both(year("unwarranted_visits"))}),
      () => lines_figure({title: say.curve_titles.trust, unit: "", x, series: both((past, t) => past[t].trust_sum / past[t].families)}),
    ];
  }

  function touched(what: string) {
    changed = true;
    for (const p of [0, 1]) views[p].name.textContent = shown_name(p);
    live.textContent = say.changed(what);
  }

  const panel = h("div", {class: "controls"});
  void reference.then((known) => {
    const doc = (key: string) => known.parameters.find((each) => each.key === key);
    panel.replaceChildren(...[0, 1].map((p) => policy_controls(p, controls.policies[p], doc, touched)), world_controls(controls, doc, touched));
  });

  const resized = new ResizeObserver(() => show()), left = new AbortController(), legend = h("ul", {class: "street-legend"}, ...legend_entries());
  on_shades(() => {
    legend.replaceChildren(...legend_entries());
    show();
  }, left.signal);
  const page = h("section", {class: "street-page", "aria-labelledby": "street-heading"},
      h("h1", {id: "street-heading", tabindex: -1}, say.heading), h("p", {class: "lead"}, say.lead), problem,
      h("div", {class: "bar"}, play, step_once, restart, labelled(say.speed, speeds), clock), live,
      h("div", {class: "policies"}, ...views.map((view) => h("section", {class: "policy", "aria-label": say.policy(view.letter)},
          h("h2", {}, say.policy(view.letter), ": ", view.name),
          h("div", {class: "pair"},
            h("figure", {}, h("figcaption", {}, say.as_it_is), view.truth),
            h("figure", {}, h("figcaption", {}, say.as_recorded), view.records)),
          view.state))),
      legend,
      h("p", {class: "note"}, say.luck, " ", button(say.to_lab, () => to_lab(laboratory_toml(controls, names())), {class: "link"})),
      h("div", {class: "under"},
        h("section", {}, h("h2", {}, say.controls), h("p", {}, say.controls_lead), panel),
        h("section", {}, h("h2", {}, say.numbers),
          h("table", {class: "totals"}, h("thead", {}, h("tr", {}, h("td", {}), h("th", {scope: "col"}, "A"), h("th", {scope: "col"}, "B"))), table_body))),
      h("section", {}, h("h2", {}, say.curves), curves));
  for (const view of views) resized.observe(view.truth);
  void begin();
  return {
    page,
    leave() {
      gone = true;
      playing = false;
      resized.disconnect();
      left.abort();
    },
  };
}

/// A new figure in the place of the old one: a table that a reader has opened stays open, and keeps the focus.
function put_figure(holder: HTMLElement, figure: HTMLElement) {
  const open = holder.querySelector("details")?.open ?? false, focused = holder.contains(document.activeElement);
  const details = figure.querySelector("details");
  if (details) details.open = open;
  holder.replaceChildren(figure);
  if (focused) details?.querySelector("summary")?.focus();
}

function policy_name(policy: Policy): string {
  if (policy.money === "none") return say.names.none;
  return policy.money === "help" ? say.names.help : say.names.targeting(policy.transparency, policy.approach);
}

function grade(doc: ParameterDoc | undefined): HTMLElement | null {
  return doc ? h("span", {class: `grade ${doc.grade}`, title: words.grade_meaning[doc.grade]}, words.grades[doc.grade]) : null;
}

type Docs = (key: string) => ParameterDoc | undefined;

function explained(doc: ParameterDoc | undefined, control: HTMLElement): HTMLElement | null {
  if (!doc) return null;
  const id = fresh_id("meaning");
  control.setAttribute("aria-describedby", id);
  return h("small", {id}, grade(doc), " ", doc.meaning);
}

function policy_controls(p: number, policy: Policy, doc: Docs, touched: (what: string) => void): HTMLElement {
  const money = select(Object.entries(say.money_choices), policy.money, (value) => {
    policy.money = value as Policy["money"];
    usable();
    touched(`${say.policy("AB"[p])}: ${say.money} ${say.money_choices[policy.money]}`);
  });
  const capacity = h("input", {type: "range", min: 0, max: 0.03, step: 0.001, value: policy.capacity});
  const shown = h("output", {}, per_thousand(policy.capacity));
  capacity.addEventListener("input", () => {
    policy.capacity = Number(capacity.value);
    shown.textContent = per_thousand(policy.capacity);
    capacity.setAttribute("aria-valuetext", per_thousand(policy.capacity));
  });
  capacity.addEventListener("change", () => touched(`${say.policy("AB"[p])}: ${per_thousand(policy.capacity)}`));
  capacity.setAttribute("aria-valuetext", per_thousand(policy.capacity));
  const word_of = (key: string, name: "transparency" | "approach") => {
    const choices = doc(key)?.choices ?? [policy[name]];
    return select(choices.map((each) => [each, each]), policy[name], (value) => {
      policy[name] = value;
      touched(`${say.policy("AB"[p])}: ${name} ${value}`);
    });
  };
  const transparency = word_of("programme.transparency", "transparency"), approach = word_of("programme.approach", "approach");
  const unused = h("p", {class: "unused"}, say.not_in_use);
  const usable = () => {
    const targets = policy.money === "targeting";
    for (const control of [capacity, transparency, approach]) control.disabled = !targets;
    unused.hidden = targets;
    rest.hidden = !targets;
  };
  const rest = h("div", {class: "targeting"},
      labelled(say.capacity, capacity, shown, explained(doc("programme.capacity"), capacity)),
      labelled(say.transparency, transparency, explained(doc("programme.transparency"), transparency)),
      labelled(say.approach, approach, explained(doc("programme.approach"), approach)));
  usable();
  return h("fieldset", {}, h("legend", {}, say.policy("AB"[p])),
      labelled(say.money, money, h("small", {}, h("span", {class: "grade choice"}, words.grades.choice), " ", words.grade_meaning.choice)), unused, rest);
}

const why = (error: unknown) => (error instanceof OutOfMemory ? error.message : words.broken(String((error as Error).message)));

const two_digits = (x: number) => x.toFixed(2).replace("-", "\u2212");
const per_thousand = (share: number) => say.per_thousand((1000 * share).toFixed(0));

function world_controls(controls: Controls, doc: Docs, touched: (what: string) => void): HTMLElement {
  const deterrence = h("input", {type: "range", min: 0, max: 0.95, step: 0.05, value: controls.deterrence});
  const shown = h("output", {}, String(controls.deterrence));
  deterrence.addEventListener("input", () => {
    controls.deterrence = Number(deterrence.value);
    shown.textContent = deterrence.value;
  });
  deterrence.addEventListener("change", () => touched(`${say.deterrence}: ${deterrence.value}`));
  return h("fieldset", {class: "world"}, h("legend", {}, say.both),
      labelled(say.deterrence, deterrence, shown, explained(doc("deterrence.max"), deterrence)));
}

function legend_entries(): HTMLElement[] {
  const colours = marks();
  return (Object.keys(say.legend) as (keyof typeof say.legend)[]).map((name) =>
    h("li", {}, h("span", {class: `mark ${name}`, style: `--mark: ${colours[name]}; --night: ${colours.night}`, "aria-hidden": "true"}), say.legend[name]));
}
