import type { CallState, CallStatus, CaptionsStatus, ParticipantView, ProducerInfo } from '#contracts/call';
import type { ConsentState } from '../consent/consent.service.ts';
import type { CallClock } from './call-clock.ts';
import type { CallRow, ParticipantRow } from './calls.repository.ts';
import type { CallState as StoredState } from './live-states.ts';

export type Presence = ParticipantView['presence'];

/** A participant of a live call, with what is only true while the server runs. */
export interface LiveParticipant {
  row: ParticipantRow;
  presence: Presence;
}

/** What is going on in one call right now. Holds state and says who may see what of it; does nothing by itself. */
export class LiveCall {
  readonly id: string;
  readonly ownerId: string;
  readonly title: string;
  status: CallStatus;
  clock: CallClock | null;
  startedAt: Date | null;
  endedAt: Date | null = null;
  /** Length of the call once it has ended; null before, and where it never became live. */
  durationMs: number | null;
  /** Until when, on the call's clock, somebody admitted was here. Kept up to date by {@link noteOccupancy}. */
  #occupiedMs = 0;
  #wasOccupied = false;
  readonly participants = new Map<string, LiveParticipant>();

  constructor(call: CallRow, rows: ParticipantRow[], clock: CallClock | null) {
    this.id = call.id;
    this.ownerId = call.ownerId;
    this.title = call.title;
    this.status = call.status;
    this.startedAt = call.startedAt;
    this.endedAt = call.endedAt;
    this.durationMs = call.durationMs;
    this.clock = clock;
    if (call.startedAt !== null && call.occupiedUntil !== null)
      this.#occupiedMs = Math.max(0, call.occupiedUntil.getTime() - call.startedAt.getTime());
    for (const row of rows) this.put(row);
  }

  /** Adds a participant, or takes over what changed in their row. */
  put(row: ParticipantRow): LiveParticipant {
    const known = this.participants.get(row.id);
    if (known !== undefined) {
      // What was read from the database may be older than what the live call has decided meanwhile.
      const { waitingSince, admittedAt, firstAdmittedAt, deniedAt, removedAt } = known.row;
      known.row = { ...row, waitingSince, admittedAt, firstAdmittedAt, deniedAt, removedAt };
      if (known.presence === 'invited') known.presence = restingPresence(row);
      return known;
    }
    const participant: LiveParticipant = { row, presence: restingPresence(row) };
    this.participants.set(row.id, participant);
    return participant;
  }

  /** Those who are admitted and here. */
  connected(): LiveParticipant[] {
    return [...this.participants.values()].filter((participant) => participant.presence === 'connected');
  }

  /** To be called whenever somebody has come or gone. */
  noteOccupancy(): void {
    const isOccupied = this.connected().length > 0;
    if (isOccupied || this.#wasOccupied) this.#occupiedMs = this.nowMs() ?? 0;
    this.#wasOccupied = isOccupied;
  }

  /** Until when, on the call's clock, somebody admitted was here: now, or when the last one went. Null before the call is live. */
  occupiedMs(): number | null {
    return this.#wasOccupied ? this.nowMs() : this.clock && this.#occupiedMs;
  }

  /** What of it is stored. */
  state(): StoredState {
    const occupiedMs = this.occupiedMs();
    return {
      status: this.status,
      startedAt: this.startedAt,
      endedAt: this.endedAt,
      durationMs: this.durationMs,
      occupiedUntil: this.startedAt === null || occupiedMs === null ? null : new Date(this.startedAt.getTime() + occupiedMs),
    };
  }

  nowMs(): number | null {
    return this.clock?.nowMs() ?? null;
  }

  /** The call as this participant may see it. */
  stateFor(
    viewer: LiveParticipant,
    of: {
      producers: (row: ParticipantRow) => ProducerInfo[];
      consent: (row: ParticipantRow) => ConsentState;
      transcribed: (row: ParticipantRow) => boolean;
      captions: CaptionsStatus;
    },
  ): CallState {
    const isClinician = viewer.row.role === 'clinician';
    const participants = [...this.participants.values()]
      .filter((participant) => participant === viewer || (isClinician ? isOfCall(participant) : isVisibleTo(viewer, participant)))
      .map((participant) =>
        toView(participant, {
          consent: isClinician || participant === viewer ? of.consent(participant.row) : null,
          producers: viewer.presence === 'connected' && participant.presence !== 'left' ? of.producers(participant.row) : [],
          transcribed: of.transcribed(participant.row),
        }),
      );
    return {
      // What a call is about is for those who are in it.
      id: this.id,
      title: viewer.row.admittedAt === null ? '' : this.title,
      status: this.status,
      nowMs: this.nowMs(),
      participants,
      captions: of.captions,
      startedAt: this.startedAt?.toISOString() ?? null,
      endedAt: this.endedAt?.toISOString() ?? null,
    };
  }
}

/** `consent`: null where the viewer may not know it. */
export function toView(
  { row, presence }: LiveParticipant,
  { consent, producers, transcribed = false }: { consent: ConsentState | null; producers: ProducerInfo[]; transcribed?: boolean },
): ParticipantView {
  return {
    id: row.id,
    role: row.role,
    name: row.name,
    presence,
    producers,
    ...(row.returns && { returns: true }),
    ...(transcribed && { transcribed: true }),
    consent: consent?.decision ?? null,
    consentUnconfirmed: consent?.unconfirmed ?? false,
    consentStored: consent?.stored ?? null,
    waitingSince: row.waitingSince?.toISOString() ?? null,
  };
}

/** Where somebody is of whom no socket is known. */
export function restingPresence(row: ParticipantRow): Presence {
  if (row.role === 'clinician') return 'away';
  if (row.keyHash === null) return 'invited';
  return row.admittedAt === null ? 'checking' : 'away';
}

const isOfCall = ({ row }: LiveParticipant) => row.deniedAt === null && row.removedAt === null;

/** Who waits outside is nobody's business but the clinician's, and who only waits sees nobody but the clinician. */
function isVisibleTo(viewer: LiveParticipant, participant: LiveParticipant): boolean {
  if (participant.row.admittedAt === null || !isOfCall(participant)) return false;
  return participant.row.role === 'clinician' || viewer.row.admittedAt !== null;
}
