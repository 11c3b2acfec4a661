/** The synthetic patient of `npm run demo`. Run: `node scripts/with-node.mjs scripts/demo/patient.ts https://…/join/<token>`. */
import { SyntheticPatient } from './synthetic-patient.ts';
import { installWebRtcGlobals } from './wrtc.ts';

const [link] = process.argv.slice(2);
if (link === undefined || !URL.canParse(link)) {
  console.error('Usage: patient.ts LINK, where LINK is the address that an invitation has.');
  process.exit(1);
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(0));
installWebRtcGlobals();
try {
  await SyntheticPatient.attend(new URL(link));
  // wrtc's threads crash at a natural end of the process once they carried media.
  process.exit(0);
} catch (error) {
  console.error(`The synthetic patient could not stay: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}
