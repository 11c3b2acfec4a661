import type { Moment, Span } from '#contracts/recording';
import { lengthOf } from '../expression-track.ts';
import { both, either, type Found, foundFor, lasting, limited, without } from './found.ts';
import { isFace } from './parse.ts';
import { type Condition, mentions, type OnFace, type Query } from './query.ts';
import { Spoken, type SpokenUtterance } from './spoken.ts';
import { difference, intersection, type Stretches, union } from '../stretches.ts';
import { type QueryFace, WatchedFace } from './watched-face.ts';

const SHORTEST_MOMENT_MS = 1;

export interface QueryInput {
  faces: readonly QueryFace[];
  utterances: readonly SpokenUtterance[];
  durationMs: number;
  /** Of a recording's labels (`lag.ts`); 0 for a call's. */
  lagMs: number;
}

/**
 * The moments that a query finds, by time and then by face. `label` is the expression they were found for, under its name for people;
 * for a state it is that, for words and times what was shown for most of the moment, or the state that kept an estimate away (probability 0).
 */
export function runQuery({ condition }: Query, { faces, utterances, durationMs, lagMs }: QueryInput): Moment[] {
  const watched = faces.map((face) => new WatchedFace(face, durationMs, lagMs));
  const spoken = new Spoken(utterances);
  const perFace = !isOfAll(condition);
  const whole = union([{ startMs: 0, endMs: durationMs }]);
  const found = (perFace ? watched : watched.slice(0, 1)).flatMap((face) =>
    [...find(condition, { face, watched, spoken, whole })].flatMap(([name, stretches]) =>
      stretches.map((stretch) => {
        const shown = perFace ? face : (mostSeen(watched, stretch) ?? face);
        return { face: shown, label: name ?? shown.mostly(stretch), stretch };
      }),
    ),
  );
  // The same may be found for two reasons.
  const moments = [...Map.groupBy(found, ({ face, label }) => `${face.timeline.participantId} ${label}`).values()].flatMap((same) =>
    union(same.map(({ stretch }) => stretch))
      .filter((stretch) => lengthOf(stretch) >= SHORTEST_MOMENT_MS)
      .map((stretch) => momentOf(stretch, same[0]!, spoken)),
  );
  const numbers = new Map(faces.map(({ participantId, face }) => [participantId, face]));
  return moments.sort((a, b) => a.startMs - b.startMs || (numbers.get(a.participantId) ?? 0) - (numbers.get(b.participantId) ?? 0));
}

interface Sight {
  face: WatchedFace;
  watched: WatchedFace[];
  spoken: Spoken;
  whole: Stretches;
}

function find(condition: Condition, sight: Sight): Found {
  const { face, spoken, whole } = sight;
  switch (condition.kind) {
    case 'emotion': {
      const { emotion } = condition;
      return emotion === null ? face.leading : foundFor(emotion, face.leading.get(emotion) ?? []);
    }
    case 'threshold':
      return foundFor(condition.emotion, face.comparing(condition.emotion, condition.comparison, condition.value));
    case 'said':
      return foundFor(null, intersection(whole, spoken.saying(condition.phrase)));
    case 'state':
      // Without an estimate for any reason: each moment under the reason it has.
      if (condition.state === 'no-data') return foundFor(null, face.inState('no-data'));
      return foundFor(condition.state, condition.state === 'no-face' ? withoutFace(sight.watched) : face.inState(condition.state));
    case 'time':
      return foundFor(null, intersection(whole, union([condition])));
    case 'last':
      return foundFor(
        null,
        whole.map(({ endMs }) => ({ startMs: Math.max(0, endMs - condition.lengthMs), endMs })),
      );
    case 'face':
      return foundFor(null, isOn(face, condition.face) ? whole : []);
    case 'duration':
      return foundFor(null, whole);
    case 'any':
      return either(condition.of.map((part) => find(part, sight)));
    case 'all': {
      const found = condition.of
        .filter(({ kind }) => kind !== 'duration')
        .map((part) => find(part, sight))
        .reduce(both);
      return condition.of.reduce((left, part) => (part.kind === 'duration' ? lasting(left, part.minMs, part.maxMs) : left), found);
    }
    case 'together':
      return together(condition.of, sight);
    case 'not':
      return without(domainOf(condition.of, sight), find(condition.of, sight));
  }
}

/** Of one of the faces that are named: what is asked of it, while the others do what is asked of them. */
function together(parts: readonly OnFace[], sight: Sight): Found {
  const own = parts.find(({ face }) => isOn(sight.face, face));
  if (own === undefined) return new Map();
  return parts
    .filter((part) => part !== own)
    .map(({ face, of }) =>
      union(sight.watched.filter((each) => isOn(each, face)).flatMap((each) => [...find(of, { ...sight, face: each }).values()].flat())),
    )
    .reduce(limited, find(own.of, sight));
}

const isOn = ({ timeline }: WatchedFace, face: number | string) => isFace({ number: timeline.face, name: timeline.name }, face);

/** Of what `not` is the rest: of the other expressions, of the time looked at, or of all time. */
function domainOf(condition: Condition, { face, watched, whole }: Sight): Found {
  if (mentions(condition, ['emotion', 'threshold'])) return face.leading;
  if (!mentions(condition, ['state'])) return foundFor(null, whole);
  return foundFor(null, isOfAll(condition) ? union(watched.flatMap(({ sampled }) => sampled)) : face.sampled);
}

/** Nobody is in the picture, where it was looked at. */
function withoutFace(watched: WatchedFace[]): Stretches {
  return difference(union(watched.flatMap((face) => face.inState('no-face'))), union(watched.flatMap(({ seen }) => seen)));
}

/** Whether it says nothing of one face more than of another. */
function isOfAll(condition: Condition): boolean {
  switch (condition.kind) {
    case 'all':
    case 'any':
      return condition.of.every(isOfAll);
    case 'not':
      return isOfAll(condition.of);
    case 'state':
      return condition.state === 'no-face';
    case 'emotion':
    case 'threshold':
    case 'face':
    case 'together':
      return false;
    case 'said':
    case 'time':
    case 'last':
    case 'duration':
      return true;
  }
}

function mostSeen(watched: WatchedFace[], span: Span): WatchedFace | undefined {
  return watched.map((face) => ({ face, ms: face.estimatedMs(span) })).sort((a, b) => b.ms - a.ms)[0]?.face;
}

function momentOf({ startMs, endMs }: Span, { face, label }: { face: WatchedFace; label: string }, spoken: Spoken): Moment {
  const { participantId } = face.timeline;
  return {
    startMs,
    endMs,
    participantId,
    label,
    probability: face.probability({ startMs, endMs }, label),
    said: spoken.during({ startMs, endMs }),
  };
}
