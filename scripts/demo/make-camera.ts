/**
 * Prints the path of the synthetic patient's camera video, which it makes if it is not there.
 * Run: `node scripts/with-node.mjs scripts/demo/make-camera.ts [WIDTHxHEIGHT]`, for example 640x360.
 */
import { cameraVideo } from './camera-video.ts';

const size = /^(\d+)x(\d+)$/.exec(process.argv[2] ?? '640x360');
if (size === null) {
  console.error('Usage: make-camera.ts [WIDTHxHEIGHT], for example 1280x720.');
  process.exit(1);
}
console.log(await cameraVideo({ width: Number(size[1]), height: Number(size[2]) }));
