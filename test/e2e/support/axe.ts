import axe from 'axe-core';
import type { Page } from 'playwright-core';
import sharp from 'sharp';

/** WCAG 2.2 to level AA, and what axe's authors hold to be good practice. */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** Less than this nobody reads, whatever its size (WCAG 2.2, 1.4.3 for large text). */
const READABLE = 3;

interface Found {
  id: string;
  help: string;
  nodes: { target: string; html: string }[];
}

/** What is wrong with the page as it stands, a line each; empty if nothing is. @param rules only these; else all of them */
export async function faultsOf(page: Page, rules?: readonly string[]): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations, incomplete } = await page.evaluate<{
    violations: Found[];
    incomplete: Found[];
  }>(`axe.run(document, { runOnly: ${JSON.stringify(rules ?? TAGS)} }).then((result) => {
    const short = (rules) => rules.map(({ id, help, nodes }) => ({ id, help, nodes: nodes.map(({ target, html }) => ({ target: String(target), html })) }));
    return { violations: short(result.violations), incomplete: short(result.incomplete) };
  })`);
  const faults = violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, html }) => `${id} (${help}): ${target} ${html.slice(0, 160)}`),
  );
  // axe cannot tell the ground of every text, and says so instead of naming a fault: then the pixels tell.
  for (const { target, html } of incomplete.filter(({ id }) => id === 'color-contrast').flatMap(({ nodes }) => nodes)) {
    const contrast = await contrastOf(page, target);
    if (contrast !== null && contrast < READABLE)
      faults.push(`unreadable (contrast ${contrast.toFixed(2)}): ${target} ${html.slice(0, 160)}`);
  }
  return faults;
}

/** The contrast of a text as it is drawn: between the colour that most of its box has and the one that is furthest from it. Null where something covers it. */
async function contrastOf(page: Page, selector: string): Promise<number | null> {
  const box = await page.evaluate<{ x: number; y: number; width: number; height: number } | null>(`(() => {
    const element = document.querySelector(${JSON.stringify(selector)});
    if (element === null) return null;
    element.scrollIntoView({ block: 'nearest' });
    const range = document.createRange();
    range.selectNodeContents(element);
    const { x, y, width, height } = range.getBoundingClientRect();
    const top = document.elementFromPoint(x + width / 2, y + height / 2);
    const seen = top !== null && (top === element || element.contains(top) || top.contains(element));
    return seen && width >= 2 && height >= 2 ? { x, y, width, height } : null;
  })()`);
  if (box === null) return null;
  const { data, info } = await sharp(await page.screenshot({ clip: box }))
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const counts = new Map<number, number>();
  for (let at = 0; at < data.length; at += info.channels) {
    const colour = (data[at]! << 16) | (data[at + 1]! << 8) | data[at + 2]!;
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const ground = [...counts].sort(([, a], [, b]) => b - a)[0]![0];
  return Math.max(...[...counts.keys()].map((colour) => contrast(colour, ground)));
}

/** WCAG 2.2, "contrast ratio", 1 to 21. */
function contrast(a: number, b: number): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((one, other) => other - one) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: number): number {
  const [red, green, blue] = [colour >> 16, (colour >> 8) & 255, colour & 255].map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
