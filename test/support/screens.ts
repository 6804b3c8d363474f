import type { Locator, Page } from "playwright-core";

// What a person does on the screens, in their words. Each waits until the screen has done it.

export async function tryIt(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Try it" }).click();
  await page.getByLabel("What are you avoiding?").waitFor();
}

/** Types a task and presses Enter. */
export async function typeTask(page: Page, name: string): Promise<void> {
  const box = page.getByLabel("What are you avoiding?");
  await box.fill(name);
  await box.press("Enter");
  await page.getByRole("link", { name: `Start ${name}` }).waitFor();
}

/** Gives a scale its answer. */
export async function answer(page: Page, question: string, value: number): Promise<void> {
  await scale(page, question).fill(String(value));
  await page.locator(`[aria-valuetext="${value}"]`).first().waitFor();
}

export function scale(page: Page, question: string): Locator {
  return page.getByRole("slider", { name: question, exact: true });
}

/** From Today: how much one dreads it, and off it goes. */
export async function startTask(page: Page, name: string, dread: number): Promise<void> {
  await page.getByRole("link", { name: `Start ${name}` }).click();
  await page.getByRole("heading", { level: 1, name }).waitFor();
  await answer(page, "How much do you dread it?", dread);
  await page.getByRole("button", { name: "Start", exact: true }).click();
  await page.getByRole("timer").waitFor();
}

/** From a running go: to the questions of its end. */
export async function goToFinish(page: Page): Promise<void> {
  await page.getByRole("link", { name: "Done with it" }).click();
  await scale(page, "How bad was it really?").waitFor();
}

export async function goTo(page: Page, place: "Today" | "Tasks" | "Done" | "Settings"): Promise<void> {
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: place }).click();
  await page.locator(`nav [aria-current="page"]`, { hasText: place }).waitFor();
}

/** The words on the screen, those for assistive technology and in boxes included. */
export async function everyWord(page: Page): Promise<string> {
  return await page.evaluate(() => {
    const spoken = ["aria-valuetext", "aria-label", "title", "value", "placeholder"];
    const parts = [document.body.textContent ?? ""];
    for (const element of document.querySelectorAll("body *")) {
      for (const name of spoken) parts.push(element.getAttribute(name) ?? "");
      if (element instanceof HTMLInputElement && element.type !== "range") parts.push(element.value);
    }
    return parts.join("\n");
  });
}
