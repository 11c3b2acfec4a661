import { AnalysisService } from '../../../apps/server/src/analysis/analysis.service.ts';
import { MediaService } from '../../../apps/server/src/media/media.service.ts';
import { loadFaces } from '../../../scripts/demo/face-images.ts';
import { SceneRenderer } from '../../../scripts/demo/scene-renderer.ts';
import type { CallView } from '#contracts/rest';
import { type Attune, type CallClient, type Clinician, eventually } from './attune.ts';
import { MediaPeer } from './media-peer.ts';

export interface AnalysedCall {
  call: CallView;
  doctor: CallClient;
  patient: CallClient;
  patientId: string;
  participantKey: string;
  end(): void;
}

/** A live call of a clinician and a patient who shows a face and consents: samples come. The clinician watches and speaks. */
export async function analysedCall(
  attune: Attune,
  clinician: Clinician,
  { title = 'Check-up', patientName = 'Jan' }: { title?: string; patientName?: string } = {},
): Promise<AnalysedCall> {
  const call = await clinician.createCall(title, patientName);
  const { participantId: patientId, participantKey } = await attune.join(call, patientName);
  const doctor = await clinician.connect(call.id).ready();
  const patient = await attune.connect({ callId: call.id, participantKey }).ready();
  await doctor.ask('ready', {});
  await patient.ask('ready', {});
  await doctor.ask('admit', { participantId: patientId });
  await eventually(() => patient.presenceOf(patientId) === 'connected', 'the patient in the call');
  const media = attune.app.get(MediaService, { strict: false });
  await eventually(() => attune.app.get(AnalysisService, { strict: false }).health() === 'running', 'an analyzer', 120_000);
  const renderer = new SceneRenderer(await loadFaces(), {
    width: 1280,
    height: 720,
    faceShare: 0.48,
    story: [{ emotion: 'happiness', durationMs: 600_000, says: '' }],
  });
  const [shown, watching] = [
    await MediaPeer.join(media, call.id, patientId),
    await MediaPeer.join(media, call.id, String(doctor.last('welcome')?.participantId)),
  ];
  const camera = await shown.sendCamera((timeMs) => renderer.frame(timeMs));
  await watching.receive(camera);
  await watching.sendMicrophone(() => 0.5);
  await patient.ask('setConsent', { scope: 'expression', decision: 'granted', wording: '2026-12', language: 'en' });
  await eventually(() => doctor.all('emotionSamples').length > 3, 'samples', 60_000);
  return {
    call,
    doctor,
    patient,
    patientId,
    participantKey,
    end: () => {
      for (const one of [shown, watching]) one.leave();
      for (const one of [doctor, patient]) one.close();
    },
  };
}
