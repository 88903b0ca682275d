/// What the parts of the results page have in common.
import {h} from "../dom";
import type {Problem} from "../engine/messages";
import {words} from "../words/en";

/// What is looked at: choices that every part shares.
export interface Looked {
  baseline: string;
  group: string;
  authority: string;
  point: number;
  first?: number;
  end?: number;
}

export const problem_of = (problems: Problem[]) => h("p", {class: "problem", role: "alert"}, problems.map((each) => each.message).join(" "));

export const printed = (text: string) =>
    h("details", {}, h("summary", {}, words.results.as_printed), h("pre", {class: "printed", tabindex: 0}, text));
