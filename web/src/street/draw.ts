/// The street on a canvas: families of a neighbourhood stand together, neighbourhoods go from the least to the most
/// deprived. Every dot and every light is a family's state in the month; nothing moves that the simulation has not moved.
import type {Layout, States} from "./state";

const lamp = [255, 205, 112] as const;
const need = "#ff9e5e", need_rim = "#ffd9bf", flag = "#8fd3ff", visit = "#ffffff", unwarranted = "#ff6ad5";
/// What differs where a person has asked for forced colours: a black ground, and nothing dim on it. The picture stays a night
/// with lights, since on a ground of another colour it would say the opposite; kinds of marks differ in form as well.
const usual = {night: "#0d1626", ground: "#16223a", fine: "#6f84a6", harm: "#ff4f6d"};
const forced: typeof usual = {night: "#000000", ground: "#1a1a1a", fine: "#b4c4dd", harm: "#ff8095"};
const wants_forced = matchMedia("(forced-colors: active)");
const shades = () => (wants_forced.matches ? forced : usual);

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
  context.fillStyle = shades().night;
  context.fillRect(0, 0, plan.width, plan.height);
  return [context, scale];
}

/// Marks of one picture, those of a kind together: a stroke of the brush for each of a thousand families takes too long.
class Marks {
  private dots = new Map<string, Path2D>();
  private lines = new Map<string, {path: Path2D; colour: string; width: number}>();

  dot({x, y}: Place, radius: number, colour: string) {
    const path = this.dots.get(colour) ?? new Path2D();
    this.dots.set(colour, path);
    path.moveTo(x + radius, y);
    path.arc(x, y, radius, 0, 2 * Math.PI);
  }
  ring({x, y}: Place, radius: number, colour: string, width: number) {
    const path = this.line(colour, width);
    path.moveTo(x + radius, y);
    path.arc(x, y, radius, 0, 2 * Math.PI);
  }
  /// A ring of four pieces, for a visit that was not warranted.
  broken_ring({x, y}: Place, radius: number, colour: string, width: number) {
    const path = this.line(colour, width);
    for (let piece = 0; piece < 4; ++piece) {
      const from = (piece + 0.2) * (Math.PI / 2), to = (piece + 0.8) * (Math.PI / 2);
      path.moveTo(x + radius * Math.cos(from), y + radius * Math.sin(from));
      path.arc(x, y, radius, from, to);
    }
  }
  /// For harm: it is met on families in need and on others alike.
  cross({x, y}: Place, size: number, colour: string, width: number) {
    const path = this.line(colour, width);
    path.moveTo(x - size, y - size);
    path.lineTo(x + size, y + size);
    path.moveTo(x - size, y + size);
    path.lineTo(x + size, y - size);
  }
  diamond({x, y}: Place, size: number, colour: string) {
    const path = this.line(colour, 0.15);
    path.moveTo(x, y - size);
    path.lineTo(x + size, y);
    path.lineTo(x, y + size);
    path.lineTo(x - size, y);
    path.closePath();
  }
  /// Dots below, lines above, each in the order in which its kind came first.
  draw(context: CanvasRenderingContext2D) {
    for (const [colour, path] of this.dots) {
      context.fillStyle = colour;
      context.fill(path);
    }
    for (const {path, colour, width} of this.lines.values()) {
      context.strokeStyle = colour;
      context.lineWidth = width;
      context.stroke(path);
    }
  }

  private line(colour: string, width: number): Path2D {
    const key = `${colour} ${width}`, there = this.lines.get(key);
    if (there) return there.path;
    const path = new Path2D();
    this.lines.set(key, {path, colour, width});
    return path;
  }
}

function draw_ground(context: CanvasRenderingContext2D, plan: Plan) {
  context.fillStyle = shades().ground;
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
  const drawn = new Marks(), {fine, harm} = shades();
  plan.places.forEach((place, f) => {
    const family = states.family(policy, f);
    if (family.in_need) {
      drawn.dot(place, 0.42, need);
      drawn.ring(place, 0.42, need_rim, 0.07);
    } else drawn.dot(place, 0.2, fine);
    if (family.flagged_this_year) drawn.diamond(place, 0.62, flag);
    if (family.harmed) drawn.cross(place, 0.5, harm, 0.26);
    if (!family.visited) return;
    if (family.unwarranted) drawn.broken_ring(place, 0.72, unwarranted, 0.22);
    else drawn.ring(place, 0.72, visit, 0.2);
  });
  drawn.draw(context);
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
  const drawn = new Marks();
  plan.places.forEach((place, f) => {
    const family = states.family(policy, f);
    if (family.known) drawn.dot(place, 0.3, "#fff3d6");
    else if (family.light > 0) drawn.dot(place, 0.16, "#e8c98c");
    if (family.flagged_this_year) drawn.diamond(place, 0.62, flag);
    if (family.visited) drawn.ring(place, 0.72, visit, 0.2);
  });
  drawn.draw(context);
}

/// Colours of the marks, for the legend.
export const marks = () => ({...shades(), need, light: `rgb(${lamp.join(",")})`, flag, visit, unwarranted});

/// Says when a person turns forced colours on or off, until `gone`.
export function on_shades(changed: () => void, gone: AbortSignal) {
  wants_forced.addEventListener("change", changed, {signal: gone});
}
