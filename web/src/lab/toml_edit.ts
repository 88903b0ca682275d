/// Puts `key = value` into the text of an experiment, where a person would: over the value that is there, into the
/// table that is there, or above the first table.

const header = /^\s*\[(\[)?\s*([^\]]+?)\s*\]\]?\s*(#.*)?$/;

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

export function with_key(text: string, key: string, value: string): string {
  const lines = text.split("\n");
  // What stands in scenarios and other lists of tables is theirs.
  let end = lines.findIndex((line) => header.exec(line)?.[1] === "[");
  if (end < 0) end = lines.length;
  const tables = [{name: "", at: -1, end: 0}];
  for (let i = 0; i < end; ++i) {
    const found = header.exec(lines[i]);
    if (!found) continue;
    tables[tables.length - 1].end = i;
    tables.push({name: found[2].replace(/\s*\.\s*/g, "."), at: i, end});
  }
  if (tables.length === 1) tables[0].end = end;
  const inside = tables.filter(({name}) => name === "" || key === name || key.startsWith(`${name}.`))
                     .sort((a, b) => b.name.length - a.name.length);
  for (const table of inside) {
    const rest = table.name === "" ? key : key.slice(table.name.length + 1);
    const assignment = new RegExp(`^(\\s*)${rest.split(".").map(escaped).join("\\s*\\.\\s*")}\\s*=`);
    for (let i = table.at + 1; i < table.end; ++i) {
      if (!assignment.test(lines[i])) continue;
      const comment = /\s+#[^"']*$/.exec(lines[i])?.[0] ?? "";
      lines[i] = `${rest} = ${value}${comment}`;
      return lines.join("\n");
    }
  }
  const table = inside[0], rest = table.name === "" ? key : key.slice(table.name.length + 1);
  let place = table.name === "" ? table.end : table.at + 1;
  if (table.name === "") while (place > 0 && (lines[place - 1].trim() === "" || lines[place - 1].trim().startsWith("#"))) --place;
  lines.splice(place, 0, `${rest} = ${value}`);
  return lines.join("\n");
}

/// A value as TOML writes it, from what a person typed for a parameter of this type.
export function toml_value(type: string, typed: string): string {
  const text = typed.trim();
  if (type === "text" || type === "choice") return /^["']/.test(text) ? text : JSON.stringify(text);
  return text;
}
