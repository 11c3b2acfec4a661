import { readFileSync } from 'node:fs';

/** Functions of `libs/inference/wasm/haar.ts`, which says what they take. Addresses and strides are in bytes. */
export interface Kernel {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  resize: (source: number, stride: number, columns: number, rows: number, width: number, height: number, out: number) => void;
  integrate: (
    pixels: number,
    width: number,
    height: number,
    step: number,
    half: number,
    stride: number,
    sums: number,
    squares: number,
  ) => void;
  scan: (
    stages: number,
    count: number,
    nodes: number,
    stumps: number,
    norm: number,
    area: number,
    sums: number,
    squares: number,
    stride: number,
    right: number,
    bottom: number,
    step: number,
    hits: number,
    limit: number,
  ) => number;
}

/** `npm start` and every other command build it (`scripts/prepare/builds.mjs`). */
const BUILT = new URL('../../../../../dist/wasm/haar.wasm', import.meta.url);

/** Node has it, but its types leave it to those of a browser. */
const { WebAssembly } = globalThis as unknown as {
  WebAssembly: { Module: new (bytes: Uint8Array) => object; Instance: new (module: object) => { exports: unknown } };
};
let compiled: object | undefined;

/** The module with a memory of its own. */
export function instantiateKernel(): Kernel {
  compiled ??= new WebAssembly.Module(readFileSync(BUILT));
  return new WebAssembly.Instance(compiled).exports as Kernel;
}
