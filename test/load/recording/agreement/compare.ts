/** What was said of a moment: the leading class, or null where none was. */
export interface Labelled {
  atMs: number;
  label: string | null;
}

export interface Agreement {
  /** Samples of the live path that have one of the recording at the same time. */
  compared: number;
  /** Share of them with the same label; none in both is the same, too. */
  share: number;
  /** Of those with a label in either. */
  labelled: number;
  shareOfLabelled: number;
  /** Live samples without a sample of the recording within the tolerance. */
  unmatched: number;
  /** The first that differ. */
  differences: { atMs: number; live: string | null; recorded: string | null }[];
}

const SHOWN = 10;

/** Each live sample against the recording's no farther than `toleranceMs` from it: the nearest with the same label, else the nearest. */
export function agreementOf(live: readonly Labelled[], recorded: readonly Labelled[], toleranceMs: number): Agreement {
  const pairs: { atMs: number; live: string | null; recorded: string | null }[] = [];
  let unmatched = 0;
  for (const { atMs, label } of live) {
    const around = recorded.filter((each) => Math.abs(each.atMs - atMs) <= toleranceMs);
    const near =
      nearest(
        around.filter((each) => each.label === label),
        atMs,
      ) ?? nearest(around, atMs);
    if (near === null) unmatched++;
    else pairs.push({ atMs, live: label, recorded: near.label });
  }
  const same = (some: typeof pairs) => (some.length === 0 ? 0 : some.filter((pair) => pair.live === pair.recorded).length / some.length);
  const labelled = pairs.filter((pair) => pair.live !== null || pair.recorded !== null);
  return {
    compared: pairs.length,
    share: same(pairs),
    labelled: labelled.length,
    shareOfLabelled: same(labelled),
    unmatched,
    differences: pairs.filter((pair) => pair.live !== pair.recorded).slice(0, SHOWN),
  };
}

function nearest(recorded: readonly Labelled[], atMs: number): Labelled | null {
  let best: Labelled | null = null;
  for (const each of recorded) if (best === null || Math.abs(each.atMs - atMs) < Math.abs(best.atMs - atMs)) best = each;
  return best;
}
