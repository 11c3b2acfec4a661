import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { type JoinedUtterance } from '#contracts/summary';
import classes from './review.module.css';
import { UtteranceRow } from './UtteranceRow.tsx';

/** Of a row with one line of text. */
const ROW_PX = 58;
/** Rows above and below what is on the screen, for the keyboard and for fast scrolling. */
const AROUND = 12;

interface Props {
  utterances: readonly JoinedUtterance[];
  current: JoinedUtterance | null;
  onPick: (ms: number) => void;
}

/** A list of what was said, of which only what is on the screen is in the page: hours of a call are thousands of rows. */
export function Utterances({ utterances, current, onPick }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  // eslint-disable-next-line react-hooks/incompatible-library -- Nothing that it returns is handed on or kept between renders.
  const rows = useVirtualizer({
    count: utterances.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: AROUND,
    getItemKey: (index) => utterances[index]?.id ?? index,
  });
  const place = current === null ? -1 : utterances.indexOf(current);
  // Scrolls the list alone; `scrollIntoView` would also move the page away from where the reader clicked.
  useEffect(() => {
    if (place >= 0) rows.scrollToIndex(place, { align: 'auto' });
  }, [rows, place]);
  return (
    <div ref={scroller} className={classes.list}>
      <ul style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, key, start }) => (
          <li
            key={key}
            ref={rows.measureElement}
            data-index={index}
            style={{ transform: `translateY(${String(start)}px)` }}
            aria-setsize={utterances.length}
            aria-posinset={index + 1}
          >
            <UtteranceRow utterance={utterances[index]!} current={index === place} onPick={onPick} />
          </li>
        ))}
      </ul>
    </div>
  );
}
