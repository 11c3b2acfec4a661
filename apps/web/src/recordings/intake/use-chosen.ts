import { useState } from 'react';
import { type RecordingLimits } from '#contracts/recording';
import { checkFile, type Chosen, fileKey } from './check-file.ts';
import { readFacts } from './read-facts.ts';

interface ChosenFiles {
  chosen: Chosen[];
  add: (files: File[]) => void;
  remove: (key: string) => void;
  clear: () => void;
}

/** Files that were chosen and not sent yet, each with what speaks against it. */
export function useChosen(limits: RecordingLimits): ChosenFiles {
  const [chosen, setChosen] = useState<Chosen[]>([]);
  const add = (files: File[]) => {
    const fresh = files.map((file): Chosen => ({ key: fileKey(file), file, facts: null, problem: checkFile(file, null, limits) }));
    setChosen((before) => [
      ...before,
      ...fresh.filter(({ key }, index) => ![...before, ...fresh.slice(0, index)].some((other) => other.key === key)),
    ]);
    for (const { key, file, problem } of fresh) {
      if (problem !== null) continue;
      void readFacts(file).then((facts) => {
        setChosen((before) =>
          before.map((each) => (each.key === key ? { ...each, facts, problem: checkFile(file, facts?.durationMs ?? null, limits) } : each)),
        );
      });
    }
  };
  return {
    chosen,
    add,
    remove: (key) => {
      setChosen((before) => before.filter((each) => each.key !== key));
    },
    clear: () => {
      setChosen([]);
    },
  };
}
