import { useComputedColorScheme } from '@mantine/core';
import { useSyncExternalStore } from 'react';
import { type TimelineModel } from './model.ts';
import { chartTheme } from './theme.ts';
import { type TimelineView, type ViewState } from './view.ts';

export function useViewState(view: TimelineView): ViewState {
  return useSyncExternalStore(view.subscribe, view.getState);
}

/** A part of the view's state; renders again only when that changes, so `pick` must give the same value for the same state. */
export function useViewPart<T>(view: TimelineView, pick: (state: ViewState) => T): T {
  return useSyncExternalStore(view.subscribe, () => pick(view.getState()));
}

/** Renders again when the model changed; a live call does so about five times a second. */
export function useModelVersion(model: TimelineModel): number {
  return useSyncExternalStore(model.subscribe, () => model.version);
}

export function useChartTheme() {
  return chartTheme(useComputedColorScheme('light'));
}
