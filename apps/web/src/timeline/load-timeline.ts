import { type CallTimeline, callTimeline } from '#contracts/timeline';
import { request } from '../api/client.ts';

/** The stored timeline of a call. Throws ApiError. */
export function loadTimeline(callId: string): Promise<CallTimeline> {
  return request(callTimeline, `/api/calls/${callId}/timeline`);
}
