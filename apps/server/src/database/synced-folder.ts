import { fsyncSync } from 'node:fs';
import { NodeFS } from '@electric-sql/pglite/nodefs';

/** The part of Emscripten's file system that this changes. */
interface Mounted {
  NODEFS: { stream_ops: { fsync?: (stream: { nfd: number }) => number } };
}

/** A folder as PGlite mounts it, in which fsync reaches the disk: Emscripten answers fsync without doing anything. */
export class SyncedFolder extends NodeFS {
  override async init(...[pg, options]: Parameters<NodeFS['init']>): ReturnType<NodeFS['init']> {
    const { emscriptenOpts } = await super.init(pg, options);
    const sync = (mounted: unknown) => {
      (mounted as Mounted).NODEFS.stream_ops.fsync = ({ nfd }) => {
        fsyncSync(nfd);
        return 0;
      };
    };
    return { emscriptenOpts: { ...emscriptenOpts, preRun: [...(emscriptenOpts.preRun ?? []), sync] } };
  }
}
