// Pictures of pages for the documents, made from the running product with PICTURES=1: the light looks, as WebP, which
// the browser itself writes. Without it nothing is done.

import { mkdir, writeFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import type { Look } from "./support.ts";

const FOLDER = new URL("../../docs/images/console/", import.meta.url);
const QUALITY = 0.8;

/** Photographs a page as `NAME-DEVICE.webp`. */
export async function photograph(page: Page, name: string, look: Look): Promise<void> {
  if (!process.env.PICTURES || look.colorScheme === "dark") return;
  const png = await page.screenshot({ animations: "disabled" });
  // The page's own policy forbids it to read pictures like this; an empty page has none.
  const studio = await page.context().newPage();
  try {
    const webp = await studio.evaluate(develop, { png: png.toString("base64"), quality: QUALITY });
    await mkdir(FOLDER, { recursive: true });
    await writeFile(new URL(`${name}-${look.device}.webp`, FOLDER), Buffer.from(webp, "base64"));
  } finally {
    await studio.close();
  }
}

/** Runs in the browser. */
async function develop({ png, quality }: { png: string; quality: number }): Promise<string> {
  const image = new Image();
  image.src = `data:image/png;base64,${png}`;
  await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height);
  canvas.getContext("2d")?.drawImage(image, 0, 0);
  const blob = await canvas.convertToBlob({ type: "image/webp", quality });
  const bytes = new Uint8Array(await blob.arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}
