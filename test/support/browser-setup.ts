import { installedChromium } from "./chromium.ts";

/** Unpacks the browser before the first browser test, so that a missing system library is said once and plainly. */
export default async function setup(): Promise<void> {
  await installedChromium();
}
