/// Policies as points with crosses of intervals: two outcomes against each other, with the numbers as a table.
import {scaleLinear} from "d3-scale";
import {fresh_id, h, readable, scrolled, svg} from "../dom";
import {words} from "../words/en";

/// [mean, low, high]
export type Spread = [number, number, number];

export interface Points {
  title: string;
  x_label: string;
  y_label: string;
  points: {name: string; x: Spread; y: Spread}[];
  note: string;
}

export function points_figure({title, x_label, y_label, points, note}: Points): HTMLElement {
  const narrow = window.innerWidth < 640, width = narrow ? 360 : 640, height = narrow ? 320 : 380;
  const left = 62, right = 16, top = 14, bottom = 46, id = fresh_id("chart");
  const reach = (which: "x" | "y", low: number, high: number) => {
    const all = [0, ...points.flatMap((each) => each[which])].filter(Number.isFinite), [least, most] = [Math.min(...all), Math.max(...all)];
    const room = 0.08 * (most - least || 1);
    return scaleLinear([least - room, most + room], [low, high]);
  };
  const across = reach("x", left, width - right), up = reach("y", height - bottom, top);
  const picture = svg("svg", {viewBox: `0 0 ${width} ${height}`, class: "lines", role: "img", "aria-labelledby": id, "font-family": "system-ui, sans-serif", "font-size": 13},
                      svg("title", {id}, `${title}. ${points.map(({name, x, y}) => words.figures.point(name, readable(x[0]), readable(y[0]))).join(" ")}`));
  for (const tick of up.ticks(5))
    picture.append(svg("line", {x1: left, x2: width - right, y1: up(tick), y2: up(tick), stroke: "#888", "stroke-opacity": tick === 0 ? 0.9 : 0.25}),
                   svg("text", {x: left - 7, y: up(tick) + 4, "text-anchor": "end", class: "tick", fill: "currentColor"}, up.tickFormat(5)(tick)));
  for (const tick of across.ticks(narrow ? 4 : 6))
    picture.append(svg("line", {y1: top, y2: height - bottom, x1: across(tick), x2: across(tick), stroke: "#888", "stroke-opacity": tick === 0 ? 0.9 : 0.25}),
                   svg("text", {x: across(tick), y: height - bottom + 18, "text-anchor": "middle", class: "tick", fill: "currentColor"}, across.tickFormat(5)(tick)));
  picture.append(svg("text", {x: (left + width - right) / 2, y: height - 6, "text-anchor": "middle", class: "tick", fill: "currentColor"}, x_label),
                 svg("text", {transform: `translate(13 ${(top + height - bottom) / 2}) rotate(-90)`, "text-anchor": "middle", class: "tick", fill: "currentColor"}, y_label));
  const apart = labels_apart(points.map(({y}) => up(y[0])));
  points.forEach(({name, x, y}, i) => {
    const colour = `line solid series-${i % 6}`, [px, py] = [across(x[0]), up(y[0])], on_left = px > left + 0.6 * (width - left - right);
    if (Number.isFinite(x[1])) picture.append(svg("path", {d: `M${across(x[1])} ${py}H${across(x[2])}`, class: colour, fill: "none", "stroke-width": 2}));
    if (Number.isFinite(y[1])) picture.append(svg("path", {d: `M${px} ${up(y[1])}V${up(y[2])}`, class: colour, fill: "none", "stroke-width": 2}));
    picture.append(svg("circle", {cx: px, cy: py, r: 5, class: `band series-${i % 6}`}),
                   svg("text", {x: px + (on_left ? -10 : 10), y: apart[i] - 7, "text-anchor": on_left ? "end" : "start", fill: "currentColor"}, name));
  });
  return h("figure", {class: "chart points"}, h("figcaption", {}, h("strong", {}, title)), picture, h("p", {class: "note"}, note), numbers());

  function numbers(): HTMLElement {
    const spread = ([mean, low, high]: Spread) => readable(mean) + (Number.isFinite(low) ? ` [${readable(low)}, ${readable(high)}]` : "");
    return h("details", {}, h("summary", {}, words.chart.table), scrolled(title,
      h("table", {}, h("caption", {class: "unseen"}, title),
        h("thead", {}, h("tr", {}, ...[words.figures.policy, y_label, x_label].map((each) => h("th", {scope: "col"}, each.replace(" \u2192", ""))))),
        h("tbody", {}, ...points.map(({name, x, y}) => h("tr", {}, h("th", {scope: "row"}, name), h("td", {}, spread(y)), h("td", {}, spread(x))))))));
  }
}

/// Heights of labels, moved down where they would stand on one another.
function labels_apart(heights: number[], least = 16): number[] {
  const order = heights.map((_, i) => i).sort((a, b) => heights[a] - heights[b]), out = [...heights];
  order.forEach((i, place) => {
    if (place > 0) out[i] = Math.max(out[i], out[order[place - 1]] + least);
  });
  return out;
}
