import { useElementSize, useLocalStorage, useMergedRef } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type VideoFacts } from '#contracts/recording';
import { type TimelineView } from '../../timeline/view.ts';
import { ExplanationPanel } from '../explain/ExplanationPanel.tsx';
import { type FaceSamples } from './face-samples.ts';
import { HeatOverlay } from './HeatOverlay.tsx';
import { Overlay } from './Overlay.tsx';
import { type PlayerAction, playerAction } from './player-keys.ts';
import { PlayerControls } from './PlayerControls.tsx';
import { PlayerCover } from './PlayerCover.tsx';
import { PlayheadSync } from './playhead-sync.ts';
import classes from '../recording-review.module.css';
import { useExplainer } from '../explain/use-explainer.ts';
import { useVideoSource } from './use-video-source.ts';

const JUMP_MS = 10_000;
const FRAME_MS = 40;

interface Props {
  recordingId: string;
  title: string;
  facts: VideoFacts;
  view: TimelineView;
  /** Null while nothing has been estimated yet. */
  faces: FaceSamples | null;
  chosen: string | null;
}

/** The video, with what is estimated drawn over it. Time is the page's: this only shows it and lets it pass. */
export function Player({ recordingId, title, facts, view, faces, chosen }: Props) {
  const { t } = useTranslation('recordingReview');
  const { source, url, preparing, problem } = useVideoSource(recordingId);
  const frame = useRef<HTMLDivElement>(null);
  const video = useRef<HTMLVideoElement>(null);
  const { ref: sized, width, height } = useElementSize<HTMLDivElement>();
  const stage = useMergedRef(sized);
  const [showEstimates, setShowEstimates] = useLocalStorage({
    key: 'attune-video-estimates',
    defaultValue: true,
    getInitialValueInEffect: false,
  });
  /** Whether it is to play: an element that lost its source pauses by itself. */
  const wanted = useRef(false);
  const [playing, setPlaying] = useState(false);
  const [waiting, setWaiting] = useState(true);
  const [muted, setMuted] = useState(false);
  const [rate, setRate] = useState(1);
  const { explainer, explained } = useExplainer(recordingId, view, faces);

  useEffect(() => {
    const element = video.current;
    if (element === null) return;
    const sync = new PlayheadSync(view, element);
    return () => {
      sync.close();
    };
  }, [view]);

  useEffect(() => {
    const element = video.current;
    if (element === null || url === null) return;
    // A new address starts anew, paused. Where it goes on is the play-head's business.
    element.src = url;
    if (wanted.current) play(element);
  }, [url]);

  useEffect(() => {
    if (video.current === null) return;
    video.current.defaultPlaybackRate = rate;
    video.current.playbackRate = rate;
  }, [rate]);

  const toggle = () => {
    const element = video.current;
    if (element === null) return;
    if (!element.paused && !element.ended) element.pause();
    else play(element);
  };
  const fullscreen = () => {
    const change = document.fullscreenElement === null ? frame.current?.requestFullscreen() : document.exitFullscreen();
    change?.catch(() => undefined);
  };
  const jump = (ms: number) => {
    view.seek((view.getState().playheadMs ?? 0) + ms);
  };
  const frameMs = facts.frameRate === null ? FRAME_MS : 1_000 / facts.frameRate;
  const actions: Record<PlayerAction, () => void> = {
    toggle,
    fullscreen,
    back: () => {
      jump(-JUMP_MS);
    },
    forward: () => {
      jump(JUMP_MS);
    },
    'frame-back': () => {
      jump(-frameMs);
    },
    'frame-forward': () => {
      jump(frameMs);
    },
    estimates: () => {
      setShowEstimates(!showEstimates);
    },
    mute: () => {
      setMuted(!muted);
    },
    explain: () => {
      if (explainer === null) return;
      if (explained.kind !== 'off') {
        explainer.dismiss();
        return;
      }
      video.current?.pause();
      explainer.ask(chosen, frameMs);
    },
  };
  const latest = useRef(actions);
  useEffect(() => {
    latest.current = actions;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const action = playerAction(event);
      if (action === null) return;
      event.preventDefault();
      latest.current[action]();
    };
    document.addEventListener('keydown', onKey);
    return () => {
      document.removeEventListener('keydown', onKey);
    };
  }, []);

  const meant = useRef(chosen);
  useEffect(() => {
    if (meant.current === chosen) return;
    meant.current = chosen;
    if (explainer !== null && explainer.getState().kind !== 'off') explainer.ask(chosen, frameMs);
  }, [chosen, explainer, frameMs]);

  return (
    <div ref={frame} className={classes.player} data-testid="player">
      <div ref={stage} className={classes.stage} style={{ aspectRatio: `${facts.width} / ${facts.height}` }} onClick={toggle}>
        <video
          ref={video}
          className={classes.video}
          playsInline
          preload="auto"
          muted={muted}
          aria-label={t('player.video', { title })}
          data-testid="video"
          onPlay={() => {
            wanted.current = true;
            setPlaying(true);
          }}
          onPause={(event) => {
            if (event.currentTarget.error === null) wanted.current = false;
            setPlaying(false);
          }}
          onEnded={() => {
            wanted.current = false;
            setPlaying(false);
          }}
          onEmptied={() => {
            setPlaying(false);
            setWaiting(true);
          }}
          onWaiting={() => {
            setWaiting(true);
          }}
          onCanPlay={() => {
            setWaiting(false);
            source.works();
          }}
          onPlaying={() => {
            setPlaying(true);
            setWaiting(false);
          }}
          onError={() => {
            source.failed();
          }}
        />
        {explained.kind === 'shown' && width > 0 && <HeatOverlay estimate={explained.estimate} video={facts} stage={{ width, height }} />}
        {faces !== null && showEstimates && width > 0 && (
          <Overlay view={view} faces={faces} video={facts} stage={{ width, height }} chosen={chosen} />
        )}
        <PlayerCover
          waiting={waiting}
          preparing={preparing}
          problem={problem}
          onRetry={() => {
            source.open();
          }}
        />
      </div>
      <PlayerControls
        view={view}
        facts={facts}
        playing={playing}
        muted={muted}
        rate={rate}
        onRate={setRate}
        act={(action) => {
          actions[action]();
        }}
        showEstimates={faces === null ? null : showEstimates}
        explaining={explained.kind !== 'off'}
      />
      {explainer !== null && <ExplanationPanel explained={explained} explainer={explainer} />}
    </div>
  );
}

function play(element: HTMLVideoElement): void {
  // Refused where the browser wants a click first, and interrupted by every new address: both show in the events.
  element.play().catch(() => undefined);
}
