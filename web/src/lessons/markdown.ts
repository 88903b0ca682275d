/// The project's own Markdown as elements: headings, paragraphs, lists, tables, code, links. Only what its pages use;
/// text becomes text, so nothing in it can become markup.
import {h, scrolled} from "../dom";
import {words} from "../words/en";

type Fence = (language: string, code: string) => HTMLElement;

const plain_fence: Fence = (_language, code) => h("pre", {tabindex: 0}, h("code", {}, code));

/// Where a link of the docs leads from this page: to nothing, unless it is whole.
const inline = /(\*\*[^*]+\*\*|\*[^*\s][^*]*\*|`[^`]+`|!?\[[^\]]*\]\([^)]+\))/;

function inline_nodes(text: string): Node[] {
  return text.split(inline).filter((part) => part !== "").map((part): Node => {
    let found: RegExpExecArray | null;
    if ((found = /^\*\*([^]+)\*\*$/.exec(part))) return h("strong", {}, ...inline_nodes(found[1]));
    if ((found = /^\*([^]+)\*$/.exec(part))) return h("em", {}, ...inline_nodes(found[1]));
    if ((found = /^`([^]+)`$/.exec(part))) return h("code", {}, found[1]);
    if ((found = /^!\[([^\]]*)\]\(([^)]+)\)$/.exec(part))) return h("em", {}, found[1]);
    if ((found = /^\[([^\]]*)\]\(([^)]+)\)$/.exec(part)))
      return /^https?:/.test(found[2]) ? h("a", {href: found[2], rel: "noreferrer"}, ...inline_nodes(found[1])) : h("span", {}, ...inline_nodes(found[1]));
    return document.createTextNode(part);
  });
}

const cells = (line: string) => line.trim().replace(/^\||\|$/g, "").split(/(?<!\\)\|/).map((each) => each.trim());

export function rendered(text: string, fence: Fence = plain_fence, top = 2): HTMLElement {
  const out = h("div");
  const lines = text.split("\n");
  let i = 0;
  const block = (stop: RegExp) => {
    const taken: string[] = [];
    while (i < lines.length && lines[i].trim() !== "" && !stop.test(lines[i])) taken.push(lines[i++].trim());
    return taken.join(" ");
  };
  const special = /^(#{1,6} |\s*```|\||\s*([-*]|\d+\.) |<!--)/;
  while (i < lines.length) {
    const line = lines[i];
    let found: RegExpExecArray | null;
    if (line.trim() === "") ++i;
    else if (line.startsWith("<!--")) {
      while (i < lines.length && !lines[i].includes("-->")) ++i;
      ++i;
    } else if ((found = /^(#{1,6}) (.*)/.exec(line))) {
      ++i;
      const level = Math.min(6, Math.max(top, found[1].length)) as 2;
      out.append(h(`h${level}`, {}, ...inline_nodes(found[2])));
    } else if ((found = /^\s*```(\w*)/.exec(line))) {
      const code: string[] = [];
      for (++i; i < lines.length && !/^\s*```/.test(lines[i]); ++i) code.push(lines[i]);
      ++i;
      out.append(fence(found[1], code.join("\n")));
    } else if (line.startsWith("|")) {
      const rows: string[][] = [];
      while (i < lines.length && lines[i].startsWith("|")) rows.push(cells(lines[i++]));
      const [head, , ...body] = rows;
      out.append(scrolled(head.filter((each) => each).join(", ") || words.table,
        h("table", {}, h("thead", {}, h("tr", {}, ...head.map((each) => (each ? h("th", {scope: "col"}, ...inline_nodes(each)) : h("td"))))),
          h("tbody", {}, ...body.map((row) => h("tr", {}, ...row.map((each) => h("td", {}, ...inline_nodes(each)))))))));
    } else if ((found = /^\s*([-*]|\d+\.) /.exec(line))) {
      const ordered = /\d/.test(found[1]), list = ordered ? h("ol") : h("ul");
      while (i < lines.length && /^\s*([-*]|\d+\.) /.test(lines[i])) {
        lines[i] = lines[i].replace(/^\s*([-*]|\d+\.) /, "");
        list.append(h("li", {}, ...inline_nodes(block(/^\s*([-*]|\d+\.) |^\s*```/))));
        while (i + 1 < lines.length && lines[i].trim() === "" && /^\s*([-*]|\d+\.) /.test(lines[i + 1])) ++i;
      }
      out.append(list);
    } else out.append(h("p", {}, ...inline_nodes(block(special) || lines[i++])));
  }
  return out;
}
