import { expect, it } from 'vitest';
import { textIn } from './text-in.ts';

const bytes = (...values: number[]) => new Uint8Array(values).buffer;

it('reads UTF-8, UTF-16 and the old encoding of the language', () => {
  expect(textIn(new TextEncoder().encode('\uFEFFPříště.').buffer, 'cs')).toBe('Příště.');
  expect(textIn(bytes(0xff, 0xfe, 0x59, 0x01), 'en')).toBe('ř');
  expect(textIn(bytes(0xfe, 0xff, 0x01, 0x59), 'en')).toBe('ř');
  expect(textIn(bytes(0x50, 0xf8, 0xed, 0x9a, 0x74, 0xec, 0x2e), 'cs')).toBe('Příště.');
  expect(textIn(bytes(0x63, 0x61, 0x66, 0xe9), 'en-GB')).toBe('café');
  expect(textIn(bytes(), 'en')).toBe('');
  expect(textIn(bytes(0x57, 0, 0x45, 0, 0x42, 0, 0x59, 1), 'en')).toBe('WEBř');
  expect(textIn(bytes(0, 0x57, 0, 0x45, 0, 0x42, 1, 0x59), 'en')).toBe('WEBř');
});
