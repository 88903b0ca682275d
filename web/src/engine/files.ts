/// The experiment files that the page brings along, by the names that the engine knows them by.

const found = {
  ...import.meta.glob("../../../configs/england.toml", {query: "?raw", import: "default", eager: true}),
  ...import.meta.glob("../../../configs/classroom/*.toml", {query: "?raw", import: "default", eager: true}),
  ...import.meta.glob("../../../configs/classroom/tournament/*.toml", {query: "?raw", import: "default", eager: true}),
  ...import.meta.glob("../../../configs/policies/*.toml", {query: "?raw", import: "default", eager: true}),
  ...import.meta.glob("../../../configs/theory/*.toml", {query: "?raw", import: "default", eager: true}),
  ...import.meta.glob("../../experiments/*.toml", {query: "?raw", import: "default", eager: true}),
} as Record<string, string>;

export const experiment_files: Record<string, string> = Object.fromEntries(
    Object.entries(found).map(([name, text]) => [name.replace(/^(\.\.\/)+/, ""), text]));
