/// A figure as a file: the picture with the colours that it has on the page, as SVG or as PNG.
import {words} from "../words/en";

const kept = ["stroke", "fill", "color", "stroke-width", "stroke-dasharray", "stroke-opacity", "fill-opacity", "font-family", "font-size"];

export function standing_alone(picture: SVGSVGElement): string {
  const copy = picture.cloneNode(true) as SVGSVGElement;
  const from = [picture, ...picture.querySelectorAll("*")], to = [copy, ...copy.querySelectorAll("*")];
  from.forEach((element, i) => {
    const style = getComputedStyle(element);
    for (const name of kept) to[i].setAttribute(name, style.getPropertyValue(name));
    to[i].removeAttribute("class");
  });
  const [, , width, height] = (picture.getAttribute("viewBox") ?? "0 0 640 240").split(" ");
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", width);
  copy.setAttribute("height", height);
  const ground = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  ground.setAttribute("width", width);
  ground.setAttribute("height", height);
  ground.setAttribute("fill", getComputedStyle(document.body).backgroundColor);
  copy.insertBefore(ground, copy.children[1] ?? null);
  return new XMLSerializer().serializeToString(copy);
}

export async function as_png(picture: SVGSVGElement): Promise<Blob> {
  const text = standing_alone(picture), image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = document.createElement("canvas"), scale = 3;
  canvas.width = image.width * scale;
  canvas.height = image.height * scale;
  canvas.getContext("2d")!.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done, failed) => canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error(words.lab.no_picture))), "image/png"));
}
