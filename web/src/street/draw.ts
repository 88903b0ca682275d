/// The street on a canvas: families of a neighbourhood stand together, neighbourhoods go from the least to the most
/// deprived. Every dot and every light is a family's state in the month; nothing moves that the simulation has not moved.
import type {Layout, States} from "./state";

const night = "#0d1626", ground = "#16223a", lamp = [255, 205, 112] as const;
const fine = "#5f7392", need = "#ff9e5e", need_rim = "#ffd9bf", harm = "#ff4f6d", flag = "#8fd3ff", visit = "#ffffff", unwarranted = "#ff6ad5";

export interface Place {
  x: number;
  y: number;
}

export interface Plan {
  columns: number;
  rows: number;
  places: Place[];  ///< [family], in units of a dot's room
  width: number;
  height: number;
  blocks: {x: number; y: number; width: number; height: number; decile: number}[];
}

/// Where families stand. The order within a neighbourhood is the engine's.
export function plan_of(layout: Layout): Plan {
  const hoods = new Map<number, number[]>();
  layout.neighbourhood.forEach((hood, family) => {
    const list = hoods.get(hood);
    if (list) list.push(family);
    else hoods.set(hood, [family]);
  });
  const ordered = [...hoods.values()].sort((a, b) => layout.decile[a[0]] - layout.decile[b[0]]);
  const columns = 4, rows = Math.ceil(ordered.length / columns), across = 10, gap = 1.6;
  const down = Math.ceil(Math.max(...ordered.map((each) => each.length)) / across);
  const places = new Array<Place>(layout.families);
  const blocks: Plan["blocks"] = [];
  ordered.forEach((families, hood) => {
    const left = (hood % columns) * (across + gap) + gap / 2, top = Math.floor(hood / columns) * (down + gap) + gap / 2;
    blocks.push({x: left - 0.3, y: top - 0.3, width: across + 0.6, height: down + 0.6, decile: layout.decile[families[0]]});
    families.forEach((family, i) => (places[family] = {x: left + (i % across) + 0.5, y: top + Math.floor(i / across) + 0.5}));
  });
  return {columns, rows, places, blocks, width: columns * (across + gap), height: rows * (down + gap)};
}

function prepared(canvas: HTMLCanvasElement, plan: Plan): [CanvasRenderingContext2D, number] {
  const width = canvas.clientWidth || 320, sharp = Math.min(3, window.devicePixelRatio || 1);
  const scale = width / plan.width;
  canvas.width = Math.round(width * sharp);
  canvas.height = Math.round(plan.height * scale * sharp);
  const context = canvas.getContext("2d")!;
  context.setTransform(scale * sharp, 0, 0, scale * sharp, 0, 0);
  context.fillStyle = night;
  context.fillRect(0, 0, plan.width, plan.height);
  return [context, scale];
}

function dot(context: CanvasRenderingContext2D, {x, y}: Place, radius: number, colour: string) {
  context.fillStyle = colour;
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fill();
}

function ring(context: CanvasRenderingContext2D, {x, y}: Place, radius: number, colour: string, width = 0.14) {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.stroke();
}

function diamond(context: CanvasRenderingContext2D, {x, y}: Place, size: number, colour: string) {
  context.strokeStyle = colour;
  context.lineWidth = 0.15;
  context.beginPath();
  context.moveTo(x, y - size);
  context.lineTo(x + size, y);
  context.lineTo(x, y + size);
  context.lineTo(x - size, y);
  context.closePath();
  context.stroke();
}

function draw_ground(context: CanvasRenderingContext2D, plan: Plan) {
  context.fillStyle = ground;
  for (const block of plan.blocks) {
    context.beginPath();
    context.roundRect(block.x, block.y, block.width, block.height, 0.5);
    context.fill();
  }
}

/// Need as it is: every family can be seen, whether anybody looks or not.
export function draw_truth(canvas: HTMLCanvasElement, plan: Plan, states: States, policy: number) {
  const [context] = prepared(canvas, plan);
  draw_ground(context, plan);
  plan.places.forEach((place, f) => {
    const family = states.family(policy, f);
    if (family.in_need) {
      dot(context, place, 0.42, family.harmed ? harm : need);
      ring(context, place, 0.42, need_rim, 0.07);
    } else {
      dot(context, place, family.harmed ? 0.36 : 0.2, family.harmed ? harm : fine);
    }
    if (family.flagged_this_year) diamond(context, place, 0.62, flag);
    if (family.visited) ring(context, place, 0.72, family.unwarranted ? unwarranted : visit, 0.2);
  });
}

const levels = 32, glows: HTMLCanvasElement[] = [];

/// The light of a family, drawn once for each of 32 strengths, since a gradient for each dot and month takes too long.
function glow_of(level: number): HTMLCanvasElement {
  if (glows[level]) return glows[level];
  const size = 64, sprite = document.createElement("canvas"), strength = Math.sqrt(level / levels), colour = lamp.join(",");
  sprite.width = sprite.height = size;
  const context = sprite.getContext("2d")!, glow = context.createRadialGradient(size / 2, size / 2, 0, size / 2, size / 2, size / 2);
  glow.addColorStop(0, `rgba(${colour},${0.2 + 0.5 * strength})`);
  glow.addColorStop(0.45, `rgba(${colour},${0.1 * (0.3 + strength)})`);
  glow.addColorStop(1, `rgba(${colour},0)`);
  context.fillStyle = glow;
  context.fillRect(0, 0, size, size);
  return (glows[level] = sprite);
}

/// What the records show: dark, but for the light where something is on file.
export function draw_records(canvas: HTMLCanvasElement, plan: Plan, states: States, policy: number) {
  const [context] = prepared(canvas, plan);
  context.globalCompositeOperation = "lighter";
  plan.places.forEach((place, f) => {
    const {light} = states.family(policy, f);
    if (light <= 0) return;
    const level = Math.max(1, Math.round(light * levels)), radius = 0.9 + 1.5 * Math.sqrt(level / levels);
    context.drawImage(glow_of(level), place.x - radius, place.y - radius, 2 * radius, 2 * radius);
  });
  context.globalCompositeOperation = "source-over";
  plan.places.forEach((place, f) => {
    const family = states.family(policy, f);
    if (family.known) dot(context, place, 0.3, "#fff3d6");
    else if (family.light > 0) dot(context, place, 0.16, "#e8c98c");
    if (family.flagged_this_year) diamond(context, place, 0.62, flag);
    if (family.visited) ring(context, place, 0.72, visit, 0.2);
  });
}

/// Samples of the marks, for the legend.
export const marks = {need, fine, light: "rgb(255,205,112)", flag, visit, unwarranted, harm, night};
