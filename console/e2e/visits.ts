// Pages as they are: each opens in every look without a complaint and without a barrier, and is photographed.

import assert from "node:assert/strict";
import { accessible } from "../../tests/support/accessible.ts";
import { photograph } from "./pictures.ts";
import { type Look, settled, type Watched } from "./support.ts";

/** A page to look at. */
export interface Visit {
  /** What it is called, as its picture is. */
  name: string;
  path: string;
  /** What is there once the page has all it shows. */
  ready: string;
  /** The words of a button that is pressed first, and opens a dialog. */
  press?: Record<Look["locale"], string>;
  /** It is no page of its own, and needs no picture. */
  isUnpictured?: true;
}

/** Looks at pages one after the other. */
export async function look({ page, complaints }: Watched, as: Look, visits: readonly Visit[]): Promise<void> {
  for (const { name, path, ready, press, isUnpictured } of visits) {
    await page.goto(path);
    await page.locator(ready).first().waitFor();
    if (press) {
      await page.getByRole("button", { name: press[as.locale], exact: true }).click();
      await page.getByRole("dialog").waitFor();
    }
    await settled(page);
    await accessible(page, `${name}: ${Object.values(as).join(", ")}`);
    assert.deepEqual(complaints, [], name);
    if (!isUnpictured) await photograph(page, name, as);
  }
}
