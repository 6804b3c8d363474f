import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";

/** Everything on the screen that some people could not use, one line each. */
export async function pageFaults(page: Page): Promise<string[]> {
  return [...(await axeFaults(page)), ...(await smallTargets(page)), ...(await sidewaysFault(page))];
}

async function axeFaults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `axe ${id}: ${html.slice(0, 200)}`));
}

/** A screen that is wider than its window. */
export async function sidewaysFault(page: Page): Promise<string[]> {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  return over > 0 ? [`the screen is ${over} px wider than its window`] : [];
}

/** Things to press that are under 44 px in a direction; links within a sentence may be as small as its words. */
async function smallTargets(page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    const least = 43.5;
    const small: string[] = [];
    const pressed = 'a[href], button, input, select, textarea, summary, [role="button"], [tabindex="0"]';
    for (const element of document.querySelectorAll(pressed)) {
      if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: false })) continue;
      // A link that is out of sight until it is focused.
      const own = element.getBoundingClientRect();
      if (own.bottom <= 0 || own.right <= 0 || (own.width <= 1 && own.height <= 1)) continue;
      const inSentence =
        element.tagName === "A" &&
        getComputedStyle(element).display === "inline" &&
        element.closest("p, li p");
      if (inSentence) continue;
      // Chips, boxes and scales are pressed by what is around the input.
      const around = element.closest("label, [data-scale-track]") ?? element;
      const { width, height } = around.getBoundingClientRect();
      if (width >= least && height >= least) continue;
      const size = `${Math.round(width)} × ${Math.round(height)}`;
      small.push(`small (${size}): ${element.outerHTML.slice(0, 160)}`);
    }
    return small;
  });
}
