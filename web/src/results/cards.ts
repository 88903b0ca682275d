/// The cards of a result's models: how good each was at its last training, on the records and in truth.
import {button, download, h, labelled, readable, scrolled, select} from "../dom";
import type {Answers} from "../engine/engine";
import type {Card, Cards} from "../engine/messages";
import {words} from "../words/en";
import {type Looked, problem_of} from "./parts";

const say = words.cards;

export function cards_part(home: Answers, looked: Looked, name_of_file: (end: string) => string) {
  const shown = h("div"), picker = h("div", {class: "bar choices"});
  let csv = "", cards: Card[] = [], group = "all", point = -1;

  async function show() {
    if (point === looked.point) return;
    point = looked.point;
    const {answer} = await home.call({call: "cards", point});
    const found = answer as Cards;
    csv = found.csv ?? "";
    cards = found.cards ?? [];
    if (found.problems) return shown.replaceChildren(problem_of(found.problems));
    const groups = [...new Set(cards.map((each) => each.group))];
    if (!groups.includes(group)) group = groups[0] ?? "all";
    picker.replaceChildren(...(groups.length > 1 ? [labelled(say.group, select(groups.map((each) => [each, each]), group, (value) => {
      group = value;
      draw();
    }))] : []));
    draw();
  }
  function draw() {
    const scenarios = [...new Set(cards.map((each) => each.scenario))];
    shown.replaceChildren(...(scenarios.length === 0 ? [h("p", {class: "note"}, say.nothing)] : scenarios.map((name) => card(name))));
  }
  function card(scenario: string): HTMLElement {
    const rows = cards.filter((each) => each.scenario === scenario && each.group === group && (each.recorded !== null || each.true !== null));
    const month = cards.find((each) => each.scenario === scenario)!.month;
    return h("section", {}, h("h4", {}, scenario), h("p", {class: "compared"}, say.trained(month)),
      scrolled(`${say.heading}: ${scenario}`, h("table", {class: "card"},
        h("thead", {}, h("tr", {}, ...[say.measure, say.recorded, say.truth, say.gap].map((each) => h("th", {scope: "col"}, each)))),
        h("tbody", {}, ...rows.map((row) => h("tr", {class: row.gap_low !== null && (row.gap_low > 0 || row.gap_high! < 0) ? "told" : ""},
          h("th", {scope: "row"}, say.metrics[row.metric] ?? row.metric, h("small", {}, ` ${row.meaning}`)),
          ...[[row.recorded, row.recorded_low, row.recorded_high], [row.true, row.true_low, row.true_high], [row.gap, row.gap_low, row.gap_high]].map(([value, low, high]) =>
            h("td", {}, readable(value), low === null ? "" : h("small", {}, ` [${readable(low)}, ${readable(high)}]`)))))))));
  }
  const part = h("section", {class: "model-cards"}, h("h3", {}, say.heading), h("p", {}, say.lead), picker, shown,
      h("div", {class: "bar"}, button(say.export_csv, () => download(name_of_file("_models.csv"), "text/csv", csv))));
  return {part, show};
}
