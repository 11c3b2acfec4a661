import { instantiate, type WasmMemory } from '#inference/web-assembly';

/** Functions of `libs/inference/wasm/haar.ts`, which says what they take. Addresses and strides are in bytes. */
export interface Kernel {
  readonly memory: WasmMemory;
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

/** The module with a memory of its own. */
export const instantiateKernel = (): Kernel => instantiate<Kernel>('haar');
