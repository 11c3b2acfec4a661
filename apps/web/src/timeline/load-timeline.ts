import { decodeTimeline, TIMELINE_TYPE, type TimelineColumns } from '#contracts/timeline-codec';
import { requestBytes } from '../api/client.ts';

/** The stored timeline of a call. Throws ApiError. */
export function loadTimeline(callId: string): Promise<TimelineColumns> {
  return requestBytes(decodeTimeline, `/api/calls/${callId}/timeline`, TIMELINE_TYPE);
}
