/// The controls of the street: what each sets in the experiment, and the experiment that two policies make.
import {words} from "../words/en";

export interface Policy {
  money: "none" | "targeting" | "help";
  capacity: number;
  transparency: string;
  approach: string;
}

export interface Controls {
  policies: [Policy, Policy];
  deterrence: number;
}

export const beginning: Controls = {
  policies: [
    {money: "targeting", capacity: 0.008, transparency: "covert", approach: "investigative"},
    {money: "help", capacity: 0.008, transparency: "covert", approach: "investigative"},
  ],
  deterrence: 0.8,
};

const text = (value: string) => JSON.stringify(value);

function scenario(name: string, policy: Policy): string {
  const set = [`programme.enabled = ${policy.money === "targeting"}`, `programme.capacity = ${policy.capacity}`,
               `programme.transparency = ${text(policy.transparency)}`, `programme.approach = ${text(policy.approach)}`];
  if (policy.transparency === "consent") set.push(`consent.mode = "opt_in"`);
  if (policy.money === "help") set.push("services.early_help.reach = 0.025");
  return `\n[[scenario]]\nname = ${text(name)}\nset = { ${set.join(", ")} }\n`;
}

/// The street's experiment with these controls. `extra`: lines of TOML for [run] and [population].
export function street_toml(controls: Controls, names: [string, string], file = "street.toml"): string {
  return `extends = ${text(file)}\nschema = 1\n\n[deterrence]\nmax = ${controls.deterrence}\n` +
         controls.policies.map((policy, i) => scenario(names[i], policy)).join("");
}

/// The same policies as an experiment for the laboratory: thousands of families, several replicates.
export function laboratory_toml(controls: Controls, names: [string, string]): string {
  return `# ${words.street.lab_comment}\n` +
         `extends = "../configs/england.toml"\nschema = 1\ntitle = ${text(words.street.lab_title)}\n\n` +
         `[run]\nspin_up = 60\nreplicates = 4\nseed = 7\n\n[population]\nfamilies = 15_000\n\n[programme]\nstart = 0\n\n` +
         `[deterrence]\nmax = ${controls.deterrence}\n` + controls.policies.map((policy, i) => scenario(names[i], policy)).join("");
}
