import { type BenchCall, request } from './clients.ts';
import type { Child } from './child.ts';
import type { FromGenerator, FromHost, ToGenerator, ToHost } from './messages.ts';
import { simulcastParameters } from './vp8-rtp.ts';

export type Generator = Child<ToGenerator, FromGenerator>;
export type Host = Child<ToHost, FromHost>;

const PAYLOAD_TYPE = 101;

/** One side of a call: who they are, and by which socket. */
interface Side {
  id: string;
  socket: BenchCall['patient'];
}

/** The patient's camera as plain RTP into the SFU, and the SFU's forwarding of its best layer to the clinician. */
export function connectMedia(call: BenchCall, index: number, host: Host, generator: Generator): Promise<void> {
  return connectCamera(call.callId, index, { from: patientOf(call), to: clinicianOf(call) }, { host, generator });
}

export const patientOf = ({ patientId, patient }: BenchCall): Side => ({ id: patientId, socket: patient });
export const clinicianOf = ({ clinicianId, clinician }: BenchCall): Side => ({ id: clinicianId, socket: clinician });

/** One camera of a call, and its way to the other person. `index`: which camera of all. */
export async function connectCamera(
  callId: string,
  index: number,
  { from, to }: { from: Side; to: Side },
  { host, generator }: { host: Host; generator: Generator },
): Promise<void> {
  const open = async (participantId: string, direction: 'send' | 'receive', remotePort?: number) => {
    const n = index * 2 + (direction === 'send' ? 0 : 1);
    const opened = host.next((message): message is Extract<FromHost, { type: 'opened' }> => message.type === 'opened' && message.n === n);
    host.send({ type: 'open', n, callId, participantId, direction, ...(remotePort !== undefined && { remotePort }) });
    return opened;
  };
  const sending = await open(from.id, 'send');
  const ssrcs = [1, 2, 3].map((layer) => 100_000 + index * 10 + layer);
  const { producerId } = await request(from.socket, 'produce', {
    transportId: sending.transportId,
    kind: 'video',
    source: 'camera',
    rtpParameters: simulcastParameters(ssrcs, PAYLOAD_TYPE) as never,
  });
  const receiving = generator.next(
    (message): message is Extract<FromGenerator, { type: 'receiving' }> => message.type === 'receiving' && message.index === index,
  );
  generator.send({ type: 'receive', index });
  const { transportId } = await open(to.id, 'receive', (await receiving).port);
  const codecs = [
    {
      kind: 'video',
      mimeType: 'video/VP8',
      clockRate: 90_000,
      preferredPayloadType: PAYLOAD_TYPE,
      parameters: {},
      rtcpFeedback: [
        { type: 'nack', parameter: 'pli' },
        { type: 'ccm', parameter: 'fir' },
      ],
    },
  ];
  const consumer = await request(to.socket, 'consume', {
    transportId,
    producerId,
    rtpCapabilities: { codecs, headerExtensions: [] } as never,
  });
  await request(to.socket, 'resumeConsumer', { consumerId: consumer.id });
  generator.send({ type: 'send', index, port: sending.port, ssrcs, payloadType: PAYLOAD_TYPE });
}
