/// The results page: a result file from the disk, read in this page, and looked at as the program looks at it.
import worker_script from "virtual:result-reader";
import {h, labelled} from "../dom";
import {Engine} from "../engine/engine";
import type {ResultDoc} from "../engine/messages";
import {words} from "../words/en";
import {results_view} from "./view";
import type {Asked, Told} from "./worker";

const say = words.results;

/// The worker that reads HDF5, started when the first file is opened.
class Reader {
  private worker?: Worker;
  private waiting = new Map<number, (told: Told) => void>();
  private next = 1;

  async ask(question: Omit<Asked & {ask: "open"}, "id"> | Omit<Asked & {ask: "runs"}, "id">): Promise<Told> {
    const worker = (this.worker ??= this.start()), id = this.next++;
    const told = await new Promise<Told>((done) => {
      this.waiting.set(id, done);
      worker.postMessage({...question, id}, question.ask === "open" ? [question.bytes] : []);
    });
    if (told.problem) throw new Error(told.problem);
    return told;
  }

  end() {
    this.worker?.terminate();
  }

  private start(): Worker {
    const address = URL.createObjectURL(new Blob([worker_script], {type: "text/javascript"}));
    const worker = new Worker(address);
    worker.onmessage = ({data}: MessageEvent<Told>) => {
      this.waiting.get(data.id)?.(data);
      this.waiting.delete(data.id);
    };
    worker.onerror = (event) => {
      for (const [id, done] of this.waiting) done({id, problem: event.message || say.cannot_read});
      this.waiting.clear();
    };
    return worker;
  }
}

export function results_page(): {page: HTMLElement; leave: () => void} {
  let reader = new Reader(), engine: Engine | undefined, turn = 0;
  const status = h("p", {role: "status"}), problem = h("p", {class: "problem", role: "alert"});
  const bar = h("progress", {max: 1, value: 0, hidden: true, "aria-label": say.reading});
  const shown = h("div");
  const input = h("input", {type: "file", accept: ".h5,.hdf5,.nc", onchange: () => {
    const [file] = input.files ?? [];
    if (file) void open(file);
    input.value = "";  // the same file may be opened again
  }});

  async function open(file: File) {
    const mine = ++turn;
    problem.textContent = "";
    shown.replaceChildren();
    status.textContent = say.opening(file.name);
    engine?.end();
    engine = undefined;
    const home = new Engine();
    try {
      const {opened} = await reader.ask({ask: "open", name: file.name, bytes: await file.arrayBuffer()});
      const {head, done, sealed} = opened!;
      const {answer} = await home.call({call: "hold", head});
      if (answer.problems) throw new Error(`${file.name}: ${answer.problems[0].message}.`);
      await carry_runs(home, head, done, (share) => {
        bar.hidden = share >= 1;
        bar.value = share;
      });
      if (mine !== turn) return home.end();
      engine = home;
      const doc = answer as ResultDoc, held = done.filter((each) => each).length;
      const results = held > 0 ? results_view(home, doc) : undefined;
      shown.replaceChildren(summary(file.name, doc, held, done.length, sealed), results?.view ?? h("p", {class: "note"}, say.no_runs));
      shown.querySelector("h2")?.focus();
      await results?.fill();
      if (mine === turn) status.textContent = say.opened(file.name);
    } catch (error) {
      home.end();
      if (mine !== turn) return;
      status.textContent = "";
      problem.textContent = String((error as Error).message);
      reader.end();  // a damaged file may have left the library in any state
      reader = new Reader();
    } finally {
      bar.hidden = true;
    }
  }

  async function carry_runs(home: Engine, head: any, done: boolean[], tell: (share: number) => void) {
    const parts = head.scenarios.length * head.points;
    for (let scenario = 0; scenario < head.scenarios.length; ++scenario)
      for (let point = 0; point < head.points; ++point) {
        const part = scenario * head.points + point, first = part * head.replicates;
        if (!done.slice(first, first + head.replicates).includes(true)) continue;
        const {runs} = await reader.ask({ask: "runs", scenario, point});
        for (const [replicate, {numbers, sizes}] of runs!.entries())
          if (done[first + replicate]) await home.call({call: "take_run", scenario, point, replicate, sizes}, {numbers});
        tell((part + 1) / parts);
      }
  }

  const zone = h("div", {class: "drop"}, labelled(say.choose, input), h("p", {}, say.drop));
  const over = (event: DragEvent, on: boolean) => {
    event.preventDefault();
    zone.classList.toggle("over", on);
  };
  // On the window: a file that is dropped beside the page's parts would else be opened in the page's place.
  const here = new AbortController(), {signal} = here;
  window.addEventListener("dragover", (event) => over(event, true), {signal});
  window.addEventListener("dragleave", (event) => over(event, false), {signal});
  window.addEventListener("drop", (event) => {
    over(event, false);
    const [file] = event.dataTransfer?.files ?? [];
    if (file) void open(file);
  }, {signal});
  const page = h("section", {class: "results-page", "aria-labelledby": "results-heading"},
      h("h1", {id: "results-heading", tabindex: -1}, say.heading), h("p", {class: "lead"}, say.lead),
      zone, bar, status, problem, shown);
  return {
    page,
    leave() {
      ++turn;
      here.abort();
      reader.end();
      engine?.end();
    },
  };
}

function summary(name: string, doc: ResultDoc, held: number, all: number, sealed: boolean): HTMLElement {
  const facts: [string, string][] = [
    [say.file, name], [say.model, doc.model], [say.policies, doc.scenarios.join(", ")],
    [say.runs, say.runs_held(held, all, doc.scenarios.length, doc.points, doc.replicates)],
    [say.times, say.time_span(doc.times[0], doc.times[doc.times.length - 1], doc.interval, doc.time_unit)],
    [say.seed, String(doc.seed)], [say.made_by, doc.program_version],
  ];
  return h("section", {class: "summary"},
      h("h2", {tabindex: -1}, doc.title || name),
      h("dl", {}, ...facts.filter(([, value]) => value !== "").flatMap(([fact, value]) => [h("dt", {}, fact), h("dd", {}, value)])),
      !sealed && h("p", {class: "note"}, say.not_sealed), held < all && h("p", {class: "note"}, say.unfinished));
}
