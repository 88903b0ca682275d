/// The class's own policies in the tournament: the entry that a group writes, and those of the others, as the files that
/// the sheet's commands make of them.
import {h, labelled} from "../dom";
import {experiment_files} from "../engine/files";
import {words} from "../words/en";
import type {CopyCommand, GatherCommand} from "./commands";
import {remembered} from "./prediction";

const say = words.lessons;

/// Files of the lesson's own, by the names that its commands give them: what they hold now.
export type OwnFiles = Record<string, () => string>;

function box(label: string, key: string, start: string, rows: number): {box: HTMLElement; text: () => string} {
  const kept = remembered(key);
  const editor = h("textarea", {class: "editor", rows, spellcheck: "false", autocapitalize: "off", autocomplete: "off", wrap: "off", oninput: () => kept.set(editor.value)});
  editor.value = kept.get() || start;
  return {box: labelled(label, editor), text: () => editor.value};
}

/// A copy of a file, to be changed.
export function entry_box({from, to}: CopyCommand, own: OwnFiles): HTMLElement {
  const {box: element, text} = box(say.entry, `file-${to}`, experiment_files[from] ?? "", 14);
  own[to] = text;
  return element;
}

const first_scenario = /^\[\[scenario\]\]/m;
const above_scenarios = (text: string) => text.slice(0, Math.max(0, text.search(first_scenario)));

/// The scenarios of one entry or of several, one below the other: what each says above its own belongs to no policy.
function scenarios_of(text: string): string {
  const at = text.search(first_scenario);
  return at < 0 ? "" : text.slice(at).split("\n").filter((line) => !/^\s*(extends|extends_scenarios|schema)\s*=/.test(line)).join("\n");
}

/// All entries in one file: the two of the sheet, the group's own and those that are pasted.
export function others_box({to}: GatherCommand, own: OwnFiles): HTMLElement {
  const {box: element, text} = box(say.others, `file-${to}-others`, "", 6), folder = to.slice(0, to.lastIndexOf("/") + 1);
  const given = ["open_door.toml", "ask_first.toml"].map((name) => experiment_files[folder + name] ?? "");
  own[to] = () => {
    const entries = Object.entries(own).filter(([name]) => /\/entry_\w+\.toml$/.test(name)).map(([, of]) => of());
    return [above_scenarios(experiment_files[`${folder}template.toml`] ?? ""), ...[...given, ...entries, text()].map(scenarios_of)].join("\n");
  };
  return element;
}
