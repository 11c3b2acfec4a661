export { IndicatorCard } from './IndicatorCard.tsx';
export { type LiveTimeline } from './live-timeline.ts';
export { MarkerList } from './MarkerList.tsx';
export { TileIndicator } from './TileIndicator.tsx';
export { TimelineStrip } from './TimelineStrip.tsx';
export { useLiveTimeline } from './use-live-timeline.ts';
