import { readFileSync } from 'node:fs';

/** Memory of a module's instance; `buffer` is another one once it has grown. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
  /** By pages of 64 KB. */
  grow(pages: number): number;
}

const PAGE = 65_536;

/** `npm start` and every other command build them (`scripts/prepare/builds.mjs`). */
const BUILT = new URL('../../../dist/wasm/', import.meta.url);

/** Node has it, but its types leave it to those of a browser. */
const { WebAssembly } = globalThis as unknown as {
  WebAssembly: { Module: new (bytes: Uint8Array) => object; Instance: new (module: object) => { exports: unknown } };
};
const compiled = new Map<string, object>();

/** What a module of `libs/inference/wasm` exports, with a memory of its own. */
export function instantiate<Exports extends { readonly memory: WasmMemory }>(name: string): Exports {
  let module = compiled.get(name);
  if (module === undefined) compiled.set(name, (module = new WebAssembly.Module(readFileSync(new URL(`${name}.wasm`, BUILT)))));
  return new WebAssembly.Instance(module).exports as Exports;
}

/** Makes a memory hold so many bytes at least. */
export function makeRoom(memory: WasmMemory, bytes: number): void {
  const missing = bytes - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
}
