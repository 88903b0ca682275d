/// A figure as a file, which stands for itself: its title with the unit, its legend, the picture in the colours that it has on
/// the page, and a line that says where the numbers come from. As SVG or as PNG.
import {svg} from "../dom";
import type {ResultDoc} from "../engine/messages";
import {words} from "../words/en";
import type {Looked} from "./parts";

const kept = ["stroke", "fill", "color", "stroke-width", "stroke-dasharray", "stroke-opacity", "fill-opacity", "font-family", "font-size"];
const text_size = 13, line_height = 19, margin = 10;

/// What a reader of the file needs to find the numbers again.
export function source_of(doc: ResultDoc, {group, authority, point}: Looked): string {
  return words.results.figure_source(doc.title, doc.replicates, String(doc.seed), doc.program_version, [
    ...(group === "all" ? [] : [group]), ...(authority === "all" ? [] : [authority]), ...(doc.points > 1 ? [words.results.point_alone(point, doc.design === "worlds")] : []),
  ]);
}

/// A picture whose styles stand in it, not in the page's sheet.
function with_styles(picture: SVGSVGElement): SVGSVGElement {
  const copy = picture.cloneNode(true) as SVGSVGElement;
  const from = [picture, ...picture.querySelectorAll("*")], to = [copy, ...copy.querySelectorAll("*")];
  from.forEach((element, i) => {
    const style = getComputedStyle(element);
    for (const name of kept) to[i].setAttribute(name, style.getPropertyValue(name));
    to[i].removeAttribute("class");
  });
  return copy;
}

let pen: CanvasRenderingContext2D | undefined;
function width_of(text: string, size: number, bold = false): number {
  pen ??= document.createElement("canvas").getContext("2d")!;
  pen.font = `${bold ? "bold " : ""}${size}px system-ui, sans-serif`;
  return pen.measureText(text).width;
}

/// A text in lines that are no wider than the picture.
function lines_of(text: string, size: number, room: number, bold = false): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const longer = lines.length > 0 ? `${lines[lines.length - 1]} ${word}` : word;
    if (lines.length > 0 && width_of(longer, size, bold) <= room) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/// The entries of the legend, one after the other, in as many lines as they take.
function legend_of(figure: HTMLElement, width: number, top: number, colour: string): {entries: SVGElement[]; bottom: number} {
  const entries: SVGElement[] = [], sample_width = 22, gap = 7, apart = 18;
  let x = margin, y = top;
  for (const item of figure.querySelectorAll("ul.legend > li")) {
    const sample = with_styles(item.querySelector("svg")!), name = item.textContent ?? "", needed = sample_width + gap + width_of(name, text_size);
    if (x > margin && x + needed > width - margin) [x, y] = [margin, y + line_height];
    sample.setAttribute("x", String(x));
    sample.setAttribute("y", String(y + 4));
    entries.push(sample, svg("text", {x: x + sample_width + gap, y: y + text_size, fill: colour, "font-size": text_size}, name));
    x += needed + apart;
  }
  return {entries, bottom: entries.length > 0 ? y + line_height + 4 : top};
}

export function as_file(figure: HTMLElement, source: string): string {
  const picture = figure.querySelector<SVGSVGElement>(":scope > svg")!, colour = getComputedStyle(figure).color;
  const [, , width, height] = picture.getAttribute("viewBox")!.split(" ").map(Number), room = width - 2 * margin;
  const out: SVGElement[] = [];
  let y = margin;
  const write = (text: string, size: number, more: Record<string, string | number> = {}) => {
    for (const line of lines_of(text, size, room, "font-weight" in more)) {
      out.push(svg("text", {x: margin, y: y + size, fill: colour, "font-size": size, ...more}, line));
      y += size + 6;
    }
  };
  write(figure.querySelector("figcaption")?.textContent ?? "", 15, {"font-weight": "bold"});
  const {entries, bottom} = legend_of(figure, width, y + 2, colour);
  const drawn = with_styles(picture);
  drawn.setAttribute("y", String(bottom));
  drawn.setAttribute("width", String(width));
  drawn.setAttribute("height", String(height));
  out.push(...entries, drawn);
  y = bottom + height + 6;
  write(source, 11, {"fill-opacity": 0.8});
  const whole = y + margin - 6;
  const file = svg("svg", {xmlns: "http://www.w3.org/2000/svg", width, height: whole, viewBox: `0 0 ${width} ${whole}`, "font-family": "system-ui, sans-serif"},
                   svg("rect", {width, height: whole, fill: getComputedStyle(document.documentElement).backgroundColor}), ...out);
  return new XMLSerializer().serializeToString(file);
}

export async function as_png(file: string): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(file)}`;
  await image.decode();
  const canvas = document.createElement("canvas"), scale = 3;
  canvas.width = image.width * scale;
  canvas.height = image.height * scale;
  canvas.getContext("2d")!.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done, failed) => canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error(words.lab.no_picture))), "image/png"));
}
