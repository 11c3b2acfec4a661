/** An analyzer, as far as it matters for who gets the next tap. */
export interface Place {
  taps: number;
  /** What it can analyse in a second. */
  framesPerSecond: number;
}

const busyWith = (taps: number, { framesPerSecond }: Place) => taps / framesPerSecond;

/** Where one more tap makes least of a difference; null where there is no place. */
export function leastBusy<P extends Place>(places: readonly P[]): P | null {
  return places.reduce<P | null>(
    (best, place) => (best === null || busyWith(place.taps + 1, place) < busyWith(best.taps + 1, best) ? place : best),
    null,
  );
}

/** From where to where one tap should go so that the busiest is less busy than before; null where no move does that. */
export function evenOut<P extends Place>(places: readonly P[]): { from: P; to: P } | null {
  const from = places
    .filter(({ taps }) => taps > 0)
    .reduce<P | null>((most, place) => (most === null || busyWith(place.taps, place) > busyWith(most.taps, most) ? place : most), null);
  const to = leastBusy(places.filter((place) => place !== from));
  if (from === null || to === null || busyWith(to.taps + 1, to) >= busyWith(from.taps, from)) return null;
  return { from, to };
}
