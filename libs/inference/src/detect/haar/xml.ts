/** An element: its attributes, its child elements, and its own text (what stands between its children). */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: XmlElement[];
  text: string;
}

const TOKEN =
  /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[[\s\S]*?\]\]>|<!DOCTYPE[^>]*>|<\/\s*([^\s>]+)\s*>|<([^\s/<>]+)((?:\s+[^\s=]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>|([^<]+)|</g;
const ATTRIBUTE = /\s*([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/gy;

/**
 * Reads the plain subset of XML that OpenCV writes: elements, attributes, text, comments; no entities, no namespaces.
 * Throws SyntaxError where elements do not nest.
 */
export function parseXml(source: string): XmlElement {
  const root: XmlElement = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  for (const match of source.matchAll(TOKEN)) {
    const [token, closed, opened, attributes, empty, text] = match;
    const current = open[open.length - 1]!;
    if (text !== undefined) current.text += text;
    else if (opened !== undefined) {
      const element: XmlElement = { name: opened, attributes: readAttributes(attributes ?? ''), children: [], text: '' };
      current.children.push(element);
      if (empty !== '/') open.push(element);
    } else if (closed !== undefined) {
      if (current.name !== closed || open.length === 1) throw new SyntaxError(`</${closed}> closes <${current.name}>.`);
      open.pop();
    } else if (token === '<') throw new SyntaxError('A tag is not complete.');
  }
  if (open.length > 1) throw new SyntaxError(`<${open[open.length - 1]!.name}> is never closed.`);
  const document = root.children[0];
  if (document === undefined) throw new SyntaxError('There is no element.');
  return document;
}

function readAttributes(source: string): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const [, name, double, single] of source.matchAll(ATTRIBUTE)) attributes[name!] = double ?? single ?? '';
  return attributes;
}

export function child(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((candidate) => candidate.name === name);
}

/** The numbers in an element's text, split at white space; NaN where something else stands. */
export function numbers(element: XmlElement | undefined): number[] {
  const text = element?.text.trim() ?? '';
  return text === '' ? [] : text.split(/\s+/).map(Number);
}
